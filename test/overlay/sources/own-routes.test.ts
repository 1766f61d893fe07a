import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { encodePath, type OwnRoute } from "../../../src/bgp/index.ts";
import { ownRoutes } from "../../../src/overlay/sources/index.ts";
import { configWith, type Lines } from "../config/scene.ts";
import { OWN } from "./scene.ts";

const PREFIXES = ["172.16.104.0/26 via fd11::1000", "fdfb:af47:32af:1::/122 via fd11::1000"];

/** The routes of node fd11::1000 as texts; of a path its color, BSID and SIDs with behaviors. */
async function routesOf(lines: Lines = {}, own: typeof OWN | "none" = OWN, has = (_: Ip6Address) => true) {
  return ownRoutes(await configWith(lines), own === "none" ? undefined : own, has).map(textOf);
}

function textOf({ family, nlri, nextHop, attributes: { candidatePath } }: OwnRoute): string {
  if (!("endpoint" in nlri)) return `${nlri} via ${nextHop}`;
  const [list] = candidatePath!.segmentLists;
  const sids = list!.segments.map((each) => ("sid" in each ? `${each.sid} (${each.behavior ?? ""})` : each.type));
  return `${family}: ${nlri.endpoint} ${nlri.color} ${nlri.distinguisher} ${candidatePath?.bindingSid}: ${sids.join(" ")}`;
}

t.test("a node announces its prefixes, its locator, and a path to each local SID that VPP has", async (t) => {
  t.same(await routesOf(), [
    ...PREFIXES,
    "fcdd:0:0:11aa::/64 via fd11::1000",
    "ipv6-sr-policy: fd11::1000 4 0 cafe::101: fcdd:0:0:11aa::1 (19)",
    "ipv6-sr-policy: fd11::1000 6 0 cafe::102: fcdd:0:0:11aa::2 (18)",
  ]);
  t.same((await routesOf({}, OWN, (sid) => sid.equals(OWN.localSids.DT6))).slice(3), [
    "ipv6-sr-policy: fd11::1000 6 0 cafe::102: fcdd:0:0:11aa::2 (18)",
  ]);
  t.equal((await routesOf({}, OWN, () => false)).length, 3);
});

t.test("a node without SIDs announces its prefixes alone", async (t) => {
  t.same(await routesOf({}, "none"), PREFIXES);
});

t.test("local SIDs outside of the pool have a locator of their own", async (t) => {
  const fixed = '  localSids: { DT4: "fcdd::aa:4", DT6: "fcdd::aa:6", cluster: "fcdd::/48" }';
  const own = {
    ...OWN,
    localSids: { DT4: Ip6Address.parse("fcdd::aa:4"), DT6: Ip6Address.parse("fcdd::aa:6") },
  };
  t.same((await routesOf({ 6: fixed }, own)).slice(2, 4), [
    "fcdd::aa:4/128 via fd11::1000",
    "fcdd::aa:6/128 via fd11::1000",
  ]);
});

t.test("with basicSegments double the SID of the node comes first, and local SIDs need no route", async (t) => {
  const lines = {
    7: '  bsids: { pool: "cafe::100/120", cluster: "cafe::/112" }\n  basicSegments: double\n  nodeSid: "fcff:3::1"',
  };
  t.same(await routesOf(lines), [
    ...PREFIXES,
    "ipv6-sr-policy: fd11::1000 4 0 cafe::101: fcff:3::1 () fcdd:0:0:11aa::1 (19)",
    "ipv6-sr-policy: fd11::1000 6 0 cafe::102: fcff:3::1 () fcdd:0:0:11aa::2 (18)",
  ]);
});

t.test("a path is written as RFC 9830 says, with the numbers that Calico-VPP sends", async (t) => {
  const routes = ownRoutes(await configWith(), OWN, () => true);
  const { nlri, attributes } = encodePath(routes.at(-1)!);
  t.equal(nlri.toString("hex"), "c00000000000000006fd110000000000000000000000001000");
  const candidatePath = attributes.map((each) => each.toString("hex")).find((each) => /^.{2}17/.test(each));
  // BSID with the S-Flag, one list of weight 1 with a segment of type B, preference 11, priority 10, name node1.
  const expected = [
    "0d12 8000 cafe0000000000000000000000000102",
    "800025 00 0906 0000 00000001 0d1a 1000 fcdd0000000011aa0000000000000002 0012 0000 00000000",
    "0c06 0000 0000000b",
    "0f02 0a00",
    "820006 00 6e6f646531",
  ];
  t.equal(candidatePath?.slice(-expected.join("").replaceAll(" ", "").length), expected.join("").replaceAll(" ", ""));
});
