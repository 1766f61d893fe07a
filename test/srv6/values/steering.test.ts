import t from "tap";
import { describeTraffic, keyOfTraffic, type TrafficInput, trafficFrom } from "../../../src/srv6/values/steering.ts";

const cases: [given: TrafficInput, words: string][] = [
  [{ kind: "l3", prefix: "172.16.104.64/26" }, "172.16.104.64/26 table 0"],
  [{ kind: "l3", prefix: "172.16.104.99/26", tableId: 7 }, "172.16.104.64/26 table 7"],
  [{ kind: "l3", prefix: "2001:db8::5/32" }, "2001:db8::/32 table 0"],
  [{ kind: "l3", prefix: "::/0" }, "::/0 table 0"],
  [{ kind: "l2", swIfIndex: 3 }, "frames of interface 3"],
];

for (const [given, words] of cases) {
  t.test(`takes ${JSON.stringify(given)}`, async (t) => {
    t.equal(describeTraffic(trafficFrom(given)), words);
  });
}

for (const prefix of ["10.0.0.0/33", "fc00::/129", "10.0.0.0"]) {
  t.test(`refuses the prefix ${prefix}`, async (t) => {
    t.throws(() => trafficFrom({ kind: "l3", prefix }), { code: "VPP_ADDRESS" });
  });
}

t.test("no two kinds of traffic have the same key, and the same traffic has one", async (t) => {
  const all: TrafficInput[] = [
    { kind: "l2", swIfIndex: 3 },
    { kind: "l2", swIfIndex: 0x30000 },
    { kind: "l3", prefix: "10.0.0.0/8" },
    { kind: "l3", prefix: "10.0.0.0/9" },
    { kind: "l3", prefix: "10.0.0.0/8", tableId: 7 },
    { kind: "l3", prefix: "fc00::/8" },
    { kind: "l3", prefix: "fc00::/8", tableId: 7 },
    { kind: "l3", prefix: "fd00::/8" },
  ];
  const keys = all.map((each) => keyOfTraffic(trafficFrom(each)));
  t.equal(new Set(keys).size, all.length);
  t.same(
    all.map((each) => keyOfTraffic(trafficFrom(each))),
    keys,
  );
  t.equal(typeof keys[0], "string");
});
