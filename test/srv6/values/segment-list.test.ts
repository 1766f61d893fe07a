import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { throwIf } from "../../../src/srv6/values/refusal.ts";
import {
  checkSegmentList,
  checkShares,
  isSameSegmentList,
  type SegmentList,
  type SegmentListInput,
  segmentListFrom,
  takesFrames,
} from "../../../src/srv6/values/segment-list.ts";

const sids = (count: number) => Array.from({ length: count }, (_, at) => `fc00::${(at + 1).toString(16)}`);
const lists = (...weights: number[]) => weights.map((weight) => ({ segments: [], weight }));

t.test("a list weighs 1 unless it says otherwise", async (t) => {
  const list = segmentListFrom({ segments: ["fcff:3::1", "fcdd::11aa:4"] });
  t.equal(list.weight, 1);
  t.same(list.segments.map(String), ["fcff:3::1", "fcdd::11aa:4"]);
});

for (const count of [1, 16]) {
  t.test(`takes ${count} segments`, async (t) => {
    t.equal(segmentListFrom({ segments: sids(count) }).segments.length, count);
  });
}

const refused: [title: string, given: SegmentListInput, message: string][] = [
  ["no segments", { segments: [] }, "a segment list has 1 to 16 segments, not 0"],
  ["17 segments", { segments: sids(17) }, "a segment list has 1 to 16 segments, not 17"],
  ["the segment ::", { segments: ["fc00::1", "::"] }, ":: cannot be a SID: it is the unspecified address"],
  ["weight 0", { segments: sids(1), weight: 0 }, "a weight is 1 to 65535, not 0"],
  ["weight 65536", { segments: sids(1), weight: 65536 }, "a weight is 1 to 65535, not 65536"],
  ["weight 1.5", { segments: sids(1), weight: 1.5 }, "a weight is 1 to 65535, not 1.5"],
];

for (const [title, given, message] of refused) {
  t.test(`refuses ${title}`, async (t) => {
    t.throws(() => segmentListFrom(given), { code: "VPP_SRV6", message });
  });
}

// As a VPP 26.06 filled its 8192 buckets. Of two lists the heavier is served first, and rounding takes the last bucket.
const shared: [weights: number[], isFair: boolean][] = [
  [[1], true],
  [[65535], true],
  [[1, 1, 1], true],
  [[1, 16382], true],
  [[1, 16383], false],
  [[16383, 1], false],
  [[1, 20000], false],
  [[5, 65535], true],
  [[4, 65532], false],
  [[1, 1, 16382], true],
  [[1, 1, 16383], false],
  [[1, 20000, 20000], false],
  [[0, 1, 1], false],
];

for (const [weights, isFair] of shared) {
  t.test(`weights ${weights} are ${isFair ? "shared" : "refused"}`, async (t) => {
    const check = () => throwIf(checkShares(lists(...weights)));
    if (isFair) t.doesNotThrow(check);
    else t.throws(check, { code: "VPP_SRV6", message: /would get no packets/ });
  });
}

t.test("lists are the same when weight and path are", async (t) => {
  const list = segmentListFrom({ segments: ["fc00::1", "fc00::2"], weight: 2 });
  t.ok(isSameSegmentList(list, segmentListFrom({ segments: ["fc00:0::1", "FC00::2"], weight: 2 })));
  t.notOk(isSameSegmentList(list, { ...list, weight: 3 }));
  t.notOk(isSameSegmentList(list, segmentListFrom({ segments: ["fc00::2", "fc00::1"], weight: 2 })));
});

t.test("a list that was put together by hand is refused for what a list cannot have", async (t) => {
  const [sid] = segmentListFrom({ segments: ["fc00::1"] }).segments;
  const text = (list: SegmentList) => checkSegmentList(list)?.text;
  t.equal(text({ segments: [sid!], weight: 1 }), undefined);
  t.equal(text({ segments: [], weight: 1 }), "a segment list has 1 to 16 segments, not 0");
  t.equal(text({ segments: [sid!], weight: 0 }), "a weight is 1 to 65535, not 0");
  const none = Ip6Address.UNSPECIFIED;
  t.equal(text({ segments: [sid!, none], weight: 1 }), ":: cannot be a SID: it is the unspecified address");
});

// VPP masks the hash of a frame by the number of lists less one.
const takingFrames: [weights: number[], takes: boolean][] = [
  [[1], true],
  [[3, 3], true],
  [[1, 1, 1], false],
  [[1, 1, 1, 1], true],
  [[1, 2], false],
];

for (const [weights, takes] of takingFrames) {
  t.test(`lists of weights ${weights} ${takes ? "take" : "do not take"} frames`, async (t) => {
    t.equal(takesFrames(weights.map((weight) => segmentListFrom({ segments: ["fc00::1"], weight }))), takes);
  });
}
