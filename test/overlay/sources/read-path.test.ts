import t from "tap";
import { Ip6Address, type Ip6Prefix, Prefix } from "../../../src/address/index.ts";
import type { CandidatePath, PathSegment } from "../../../src/bgp/index.ts";
import { readPath } from "../../../src/overlay/sources/read-path.ts";

const BSIDS = Prefix.parse("cafe::/112") as Ip6Prefix;
const sid = (text: string, behavior?: number): PathSegment => ({ type: "B", sid: Ip6Address.parse(text), behavior });

/** A path with a list of each weight, to SIDs with a behavior. */
function pathOf(weights: readonly number[], behavior: number | undefined, more: Partial<CandidatePath> = {}) {
  const segmentLists = weights.map((weight, at) => ({ weight, segments: [sid(`fcdd::${at + 1}`, behavior)] }));
  return { preference: 100, bindingSid: Ip6Address.parse("cafe::1"), segmentLists, ...more };
}

function read(path: CandidatePath | undefined, color = 6) {
  return readPath({ distinguisher: 0, color, endpoint: Ip6Address.parse("fd12::1000") }, path, BSIDS);
}

t.test("returns family, BSID and weighted lists of a path", async (t) => {
  const found = read(pathOf([1, 3], 19));
  t.match(found, { family: "IPv4", policy: { segmentLists: [{ weight: 1 }, { weight: 3 }] } });
  t.match(JSON.parse(JSON.stringify(found)), {
    policy: { bsid: "cafe::1", segmentLists: [{ segments: ["fcdd::1"] }, { segments: ["fcdd::2"] }] },
  });
});

/** IANA, SRv6 Endpoint Behaviors: End.DT6 is 18, End.DT4 19. */
const families: readonly (readonly [
  behavior: number | undefined,
  color: number,
  family: "IPv4" | "IPv6" | undefined,
])[] = [
  [18, 4, "IPv6"],
  [19, 6, "IPv4"],
  [18, 94, "IPv6"],
  [undefined, 4, "IPv4"],
  [undefined, 6, "IPv6"],
  [undefined, 5, undefined],
  [20, 6, undefined],
  [0, 6, undefined],
  [18 + 65536, 6, undefined],
];

for (const [behavior, color, family] of families) {
  t.test(
    `a path of color ${color} whose last SID has behavior ${behavior} is for ${family ?? "nothing"}`,
    async (t) => {
      const found = read(pathOf([1], behavior), color);
      t.equal("family" in found ? found.family : undefined, family);
      if (family === undefined) t.match(found, { refusal: /behavior/ });
    },
  );
}

t.test("the behavior of the last SID counts, whatever those before it have", async (t) => {
  const segmentLists = [{ weight: 1, segments: [sid("fcff::1", 1), sid("fcff::2", 19), sid("fcdd::1", 18)] }];
  t.match(read({ ...pathOf([1], 18), segmentLists }), { family: "IPv6" });
});

t.test("takes as many lists as VPP has", async (t) => {
  const weights = (count: number) => Array.from({ length: count }, () => 1);
  t.match(read(pathOf(weights(255), 18)), { family: "IPv6" });
  t.match(read(pathOf(weights(256), 18)), { refusal: /256/ });
});

t.test("a path is the whole of RFC 9830, or none", async (t) => {
  t.match(read(undefined), { refusal: /candidate path/ });
  t.match(read(pathOf([1], 18, { bindingSid: undefined })), { refusal: /binding SID/ });
  t.match(read(pathOf([1], 18, { bindingSid: Ip6Address.parse("cafe::1:0") })), { refusal: /cafe::1:0/ });
});
