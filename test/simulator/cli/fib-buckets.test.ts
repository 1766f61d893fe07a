import t from "tap";
import { Ip6Address, MacAddress, Prefix } from "../../../src/address/index.ts";
import { bucketsOf } from "../../../src/simulator/cli/fib-buckets.ts";
import { connectedPath, type FibPath, FibSource } from "../../../src/simulator/model/fib/index.ts";
import { Model } from "../../../src/simulator/model/model.ts";
import { fibScene, via } from "./fib-scene.ts";

const ADD_LIST = 1;
const ARP = "arp-ipv4: via 10.0.0.2 loop0";
const NEIGHBOR = "ipv4 via 10.0.0.3 loop0: mtu:9000 next:3 flags:[] 0200000000050200000000010800";

/** What VPP 26.06 shows of each entry, without places in its graph and its lists for uRPF. */
const entries: readonly (readonly [prefix: string, index: number, buckets: readonly string[]])[] = [
  ["0.0.0.0/0", 1, ["[0] [@0]: dpo-drop ip4"]],
  ["10.0.0.0/32", 10, ["[0] [@0]: dpo-drop ip4"]],
  [
    "10.0.0.0/24",
    9,
    ["[0] [@4]: ipv4-glean: [src:10.0.0.0/24] loop0: mtu:9000 next:1 flags:[] ffffffffffff0200000000010806"],
  ],
  ["10.0.0.1/32", 8, ["[0] [@11]: dpo-receive: 10.0.0.1 on loop0"]],
  ["10.0.0.3/32", 18, [`[0] [@5]: ${NEIGHBOR}`]],
  ["20.0.0.0/8", 12, [`[0] [@3]: ${ARP}`]],
  ["21.0.0.0/8", 13, ["[0] [@]: ip4-null action:send-unreachable"]],
  ["22.0.0.0/8", 14, ["[0] [@]: ip4-null action:send-prohibited"]],
  [
    "23.0.0.0/8",
    16,
    ["[0] [@]: dpo-load-balance: [proto:ip4 index:15 buckets:1 uRPF: to:[0:0]]", `          [0] [@3]: ${ARP}`],
  ],
  ["24.0.0.0/8", 17, [`[0] [@3]: ${ARP}`, `    [1] [@5]: ${NEIGHBOR}`]],
];

for (const [text, index, buckets] of entries) {
  t.test(`shows what forwards packets of ${text}, a bucket for each path`, async (t) => {
    const model = fibScene();
    const table = model.fib.find(4, 0)!;
    const shown = bucketsOf({ model, table, entry: table.find(Prefix.parse(text))!, indent: 4 });
    const count = text === "24.0.0.0/8" ? 2 : 1;
    t.equal(
      shown.replaceAll(/uRPF:\d+/g, "uRPF:").replaceAll(/\[@1[2-4]\]/g, "[@]"),
      `dpo-load-balance: [proto:ip4 index:${index} buckets:${count} uRPF: to:[0:0]]\n    ${buckets.join("\n")}\n`,
    );
  });
}

// VPP 26.06 shows the same of these routes.
t.test("has no bucket for a path that packets cannot use or that is not preferred", async (t) => {
  const model = fibScene();
  const loop1 = model.interfaces.createLoopback(new MacAddress(0x0200, 2))!;
  model.interfaces.setAdminUp(loop1, true);
  const table = model.fib.find(4, 0)!;
  const [first, second] = [via("10.0.0.2", 1), via("10.0.1.2", 2)];
  const shown = (prefix: string) =>
    bucketsOf({ model, table, entry: table.find(Prefix.parse(prefix))!, indent: 0 })
      .split("\n")
      .slice(1, -1);
  const set = (prefix: string, paths: readonly FibPath[]) =>
    model.fib.setPaths(table, Prefix.parse(prefix), FibSource.api, paths);
  set("25.0.0.0/8", [first, { ...second, preference: 1 }]);
  set("26.0.0.0/8", [
    { ...first, weight: 1 },
    { ...second, weight: 2 },
  ]);
  const [viaFirst, viaSecond] = ["arp-ipv4: via 10.0.0.2 loop0", "arp-ipv4: via 10.0.1.2 loop1"];
  t.same(shown("25.0.0.0/8"), [`[0] [@3]: ${viaFirst}`]);
  t.same(shown("26.0.0.0/8"), [`[0-4] [@3]: ${viaSecond}`, `[5-7] [@3]: ${viaFirst}`]);
  model.interfaces.setAdminUp(model.interfaces.get(1)!, false);
  t.same(shown("25.0.0.0/8"), [`[0] [@3]: ${viaSecond}`]);
  t.same(shown("26.0.0.0/8"), [`[0] [@3]: ${viaSecond}`]);
  t.same(shown("23.0.0.0/8"), ["[0] [@0]: dpo-drop ip4"], "through 20.0.0.0/8 over loop0");
  model.interfaces.deleteLoopback(2);
  t.same(shown("26.0.0.0/8"), ["[0] [@0]: dpo-drop ip4"]);
  model.interfaces.setAdminUp(model.interfaces.get(0)!, true);
  set("27.0.0.0/8", [via("10.8.0.1", 0)]);
  t.same(shown("27.0.0.0/8"), ["[0] [@0]: dpo-drop ip4"], "the link of local0 is never up");
});

// VPP 26.06 shows the same, but for places in its graph.
t.test("a policy copies packets to its lists, or spreads them by weight", async (t) => {
  for (const [type, lines] of [
    [0, ["[0-4] SR: Segment List index:[1]", "[5-7] SR: Segment List index:[0]"]],
    [1, ["[0] dpo-replicate: [buckets:2 flags:[none] to:[0:0]]", "      [0] SR: Segment List index:[0]"]],
  ] as const) {
    const model = new Model(false);
    const bsid = Ip6Address.parse("cafe::1");
    const list = (weight: number) => ({ count: 1, weight, segments: [Ip6Address.parse("fc00::1")] });
    model.policies.add(bsid, type, true, 0, list(1));
    model.policies.modify(bsid, ADD_LIST, 0, list(2));
    const table = model.fib.find(6, 0)!;
    const shown = bucketsOf({ model, table, entry: table.find(Prefix.host(bsid))!, indent: 0 });
    const plain = shown.replaceAll(/\[@\d+\]: /g, "").replaceAll(/index:\d+ b/g, "b");
    for (const line of lines) t.ok(plain.split("\n").includes(line), line);
  }
});

// VPP 26.06 shows the same.
t.test("the glean of an attached IPv6 route has no prefix, which VPP formats as IPv4", async (t) => {
  const model = new Model(false);
  const loop0 = model.interfaces.createLoopback(new MacAddress(0x02fe, 1))!;
  model.interfaces.setAdminUp(loop0, true);
  const table = model.fib.find(6, 0)!;
  const prefix = Prefix.parse("2001:db8::/64");
  model.fib.setPaths(table, prefix, FibSource.api, [connectedPath(6, 1)]);
  const [, glean] = bucketsOf({ model, table, entry: table.find(prefix)!, indent: 0 }).split("\n");
  t.equal(glean, "[0] [@4]: ipv6-glean: [src:0.0.0.0/0] loop0: mtu:9000 next:2 flags:[] ffffffffffff02fe0000000186dd");
});

// VPP 26.06 shows the same, but for places in its graph.
t.test("a local SID is told from the policy of another table, and behavior 4 drops", async (t) => {
  const model = new Model(false);
  const request = { endPsp: false, swIfIndex: 0, fibTable: 0, nextHop: Ip6Address.UNSPECIFIED };
  const [sid, dropped] = ["cafe::1", "cafe::2"].map((text) => Prefix.host(Ip6Address.parse(text)));
  model.fib.findOrCreate(6, 10, FibSource.api);
  const bsid = Ip6Address.parse("cafe::1");
  model.policies.add(bsid, 1, true, 10, { count: 1, weight: 1, segments: [bsid] });
  model.localSids.add({ ...request, prefix: sid!, behavior: 1 });
  model.localSids.add({ ...request, prefix: dropped!, behavior: 4 });
  const table = model.fib.find(6, 0)!;
  const shown = (prefix: Prefix) =>
    bucketsOf({ model, table, entry: table.find(prefix)!, indent: 0 })
      .split("\n")[1]!
      .replace(/\[@\d+\]: /, "");
  t.equal(shown(sid!), "[0] SR: localsid_index:[0]");
  t.equal(shown(dropped!), "[0] dpo-drop ip6");
});
