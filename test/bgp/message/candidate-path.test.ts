import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { type CandidatePath, encodeAnnouncement, FAMILIES, parseUpdate } from "../../../src/bgp/message/index.ts";
import { INTERNAL_ATTRIBUTES, POLICY_PATH, POLICY_REACH, TWO_LISTS_PATH, updateBody } from "./samples.ts";

/** Returns the candidate path of an UPDATE with this Tunnel Encapsulation attribute; undefined if it counts as withdrawn. */
function pathOf(attribute: string): CandidatePath | undefined {
  const body = updateBody({ attributes: POLICY_REACH + INTERNAL_ATTRIBUTES + attribute });
  const update = parseUpdate(body, { families: FAMILIES, isInternal: true, asBytes: 4 });
  if ("code" in update) throw new Error(`refused with ${update.code}/${update.subcode}`);
  return update.attributes?.candidatePath;
}

/** Returns the candidate path with these sub-TLVs. */
function pathWith(...parts: string[]): CandidatePath | undefined {
  const text = parts.join("").replaceAll(" ", "");
  const size = (bytes: number) => bytes.toString(16).padStart(4, "0");
  return pathOf(`d017 ${size(text.length / 2 + 4)} 000f ${size(text.length / 2)} ${text}`);
}

const segment = (sid: string, behavior: number) => ({ type: "B", sid: Ip6Address.parse(sid), behavior });

t.test("reads a path with one list, as GoBGP sends it", async (t) => {
  t.same(pathOf(POLICY_PATH), {
    preference: 11,
    bindingSid: Ip6Address.parse("cafe::25"),
    priority: 10,
    enlp: undefined,
    policyName: undefined,
    pathName: undefined,
    segmentLists: [
      {
        weight: 12,
        segments: [segment("fcff:6::1", 18), segment("fcff:8::1", 18), segment("fcdd:0:0:12aa::6", 18)],
      },
    ],
  });
});

t.test("reads a path with two lists, as GoBGP sends it", async (t) => {
  const path = pathOf(TWO_LISTS_PATH);
  t.match(path, { preference: 200, enlp: 1, priority: 10 });
  t.same(path?.segmentLists, [
    { weight: 1, segments: [segment("fcff:6::1", 19), segment("fcdd:0:0:12aa::4", 19)] },
    { weight: 3, segments: [segment("fcdd:0:0:12aa::4", 19)] },
  ]);
});

t.test("a path without preference has 100, and a list without weight 1", async (t) => {
  const path = pathWith("800015 00 0d12 0000 fcff0006000000000000000000000001", "800001 00");
  t.equal(path?.preference, 100);
  t.same(path?.segmentLists, [
    { weight: 1, segments: [{ type: "B", sid: Ip6Address.parse("fcff:6::1"), behavior: undefined }] },
    { weight: 1, segments: [] },
  ]);
});

t.test("prefers the SRv6 binding SID, and takes one with behavior and structure", async (t) => {
  const old = "0d12 8000 cafe0000000000000000000000000001";
  const srv6 = "141a 8000 cafe0000000000000000000000000002 001a 0000 20101000";
  t.equal(String(pathWith(old, srv6)?.bindingSid), "cafe::2");
  t.equal(String(pathWith(old)?.bindingSid), "cafe::1");
});

t.test("a binding SID of 0 or 4 bytes is none", async (t) => {
  t.equal(pathWith("0d02 0000")?.bindingSid, undefined);
  t.equal(pathWith("0d06 0000 00010000")?.bindingSid, undefined);
});

t.test("reads names, skips sub-TLVs that it does not know, and takes the first of two", async (t) => {
  const path = pathWith(
    "3f01 00",
    "810005 00 70617468",
    "820005 00 626c7565",
    "c80001 00",
    "0c06000000000001",
    "0c06000000000002",
  );
  t.match(path, { pathName: "path", policyName: "blue", preference: 1 });
});

t.test("keeps the number of segments that are no SRv6 SIDs", async (t) => {
  t.same(pathWith("800009 00 0106 0000 00064000")?.segmentLists, [{ weight: 1, segments: [{ type: 1 }] }]);
});

const malformed = [
  ["another tunnel type", "c01704 00080000"],
  ["a tunnel longer than the attribute", "c01704 000f0001"],
  ["a sub-TLV longer than the tunnel", "c01706 000f0002 0c06"],
  ["a sub-TLV without a length", "c01705 000f0001 80"],
  ["a preference of 5 bytes", "c0170b 000f0007 0c05 0000 000001"],
  ["a priority of 3 bytes", "c01709 000f0005 0f03 0a0000"],
  ["an empty segment list", "c01707 000f0003 800000"],
  ["a segment that is longer than its list", "c0170a 000f0006 800003 00 0d12"],
  ["a weight of 5 bytes", "c0170f 000f000b 800008 00 0905 0000000001"],
  ["a SID of 15 bytes", "c0171b 000f0017 800014 00 0d11 0000 fcff00060000000000000000000000"],
  ["a behavior without a structure", "c0171e 000f001a 800017 00 0d14 0000 fcff0006000000000000000000000001 0012"],
] as const;

for (const [what, attribute] of malformed) {
  t.test(`refuses ${what}`, async (t) => {
    t.equal(pathOf(attribute), undefined);
  });
}

t.test("writes what GoBGP writes, with the flag of RFC 9830 for the behavior", async (t) => {
  for (const golden of [POLICY_PATH, TWO_LISTS_PATH]) {
    const candidatePath = pathOf(golden)!;
    const attributes = { origin: "IGP", asPath: [], localPreference: 100, candidatePath } as const;
    const nlri = [{ distinguisher: 0, color: 6, endpoint: Ip6Address.parse("fd12::1000") }];
    const [body] = encodeAnnouncement(
      { family: "ipv6-sr-policy", nlri, nextHop: Ip6Address.parse("fd12::1000"), attributes },
      4,
    );
    // GoBGP sets 0x20 of the flags of a segment.
    const withFlag = golden.replaceAll(/0d1a ?2000/g, "0d1a1000");
    t.same(body, updateBody({ attributes: POLICY_REACH + INTERNAL_ATTRIBUTES + withFlag }));
  }
});
