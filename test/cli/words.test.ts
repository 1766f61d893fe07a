import t from "tap";
import {
  describeShare,
  hereText,
  localSidText,
  percent,
  shortHereText,
  trafficText,
  weightWords,
} from "../../src/cli/words.ts";
import { ip6, steeringOf } from "./graph/graphs.ts";

const NAMES = new Map([[3, "host-b"]]);

const shares = [
  [0, "0 %"],
  [1, "100 %"],
  [0.25, "25 %"],
  [1 / 3, "33.3 %"],
  [5 / 16, "31.3 %"],
  [0.00049, "0 %"],
  [0.9995, "100 %"],
] as const;

for (const [share, text] of shares) {
  t.test(`${share} of all is ${text}`, async (t) => {
    t.equal(percent(share), text);
  });
}

t.test("a list of a spray policy gets a copy, whatever its weight", async (t) => {
  t.same(
    [0, 1, 2].map((at) => describeShare("spray", 1, at)),
    ["a copy", "and a copy", "and a copy"],
  );
  t.same(weightWords("spray", 3), []);
  t.equal(describeShare("default", 0.375, 1), "37.5 %");
  t.same(weightWords("default", 3), ["weight 3"]);
  t.equal(describeShare("unknown", undefined, 0), "an unknown share");
});

t.test("interfaces have their names", async (t) => {
  const crossConnect = { type: "End.X", nextHop: ip6("fe80::1"), swIfIndex: 3, psp: true } as const;
  t.equal(hereText(crossConnect, NAMES), "End.X via fe80::1 on host-b (psp)");
  t.equal(shortHereText(crossConnect, NAMES), "End.X via host-b");
  t.equal(shortHereText({ type: "End.DX2", swIfIndex: 4 }, NAMES), "End.DX2 via interface 4");
  t.equal(shortHereText({ type: "End.DT4", tableId: 7 }, NAMES), "End.DT4 table 7");
  t.equal(hereText({ type: "BSID" }, NAMES), "binding SID");
  t.equal(trafficText({ kind: "l2", swIfIndex: 3, bsid: ip6("cafe::1") }, NAMES), "frames of host-b");
  t.equal(trafficText({ kind: "l2", swIfIndex: 4, bsid: ip6("cafe::1") }, NAMES), "frames of interface 4");
  t.equal(trafficText(steeringOf("10.1.0.0/16", "cafe::1"), NAMES), "10.1.0.0/16 table 0");
});

t.test("a local SID has its table unless that is table 0", async (t) => {
  const localSid = { sid: ip6("fc00::d4"), behavior: { type: "End", psp: false } } as const;
  t.equal(localSidText({ ...localSid, fibTable: 0 }), "fc00::d4");
  t.equal(localSidText({ ...localSid, fibTable: 3 }), "fc00::d4 in table 3");
});
