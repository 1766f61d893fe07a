import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { changeLists, isShareable } from "../../../src/desired/plan/list-changes.ts";
import {
  type Operation,
  policyFrom,
  type SegmentList,
  type SrPolicy,
  segmentListFrom,
} from "../../../src/srv6/index.ts";

const list = fc
  .record({
    segment: fc.constantFrom("fc00::1", "fc00::2", "fc00::3", "fc00::4"),
    weight: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ segment, weight }) => segmentListFrom({ segments: [segment], weight }));
const lists = fc.uniqueArray(list, { minLength: 1, maxLength: 4, selector: nameOf });

function nameOf({ segments, weight }: SegmentList): string {
  return `${segments.join(" ")} x${weight}`;
}

function policyOf(segmentLists: readonly SegmentList[]): SrPolicy {
  const policy = policyFrom({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }] });
  return { ...policy, segmentLists, encapSource: Ip6Address.parse("fd11::1") };
}

/** What VPP holds after each operation: it deletes, and gives a weight to, the oldest of equal lists. */
function histories(from: readonly SegmentList[], operations: readonly Operation[]): string[][] {
  const held = from.map(nameOf);
  return operations.map((operation) => {
    if (operation.op === "addSegmentList") held.push(nameOf(operation.segmentList));
    else if (operation.op === "deleteSegmentList") held.splice(indexIn(held, operation.segmentList), 1);
    else if (operation.op === "setWeight") {
      const { segmentList, weight } = operation;
      held[indexIn(held, segmentList)] = nameOf({ ...segmentList, weight });
    }
    return [...held];
  });
}

function indexIn(held: readonly string[], segmentList: SegmentList): number {
  const at = held.indexOf(nameOf(segmentList));
  assert.ok(at >= 0, `there is no list ${nameOf(segmentList)}`);
  return at;
}

t.test("a policy ends with the desired lists and is never without one, whatever the lists", async (t) => {
  fc.assert(
    fc.property(lists, lists, fc.boolean(), (from, to, replacesAll) => {
      const operations = changeLists(policyOf(from), policyOf(to), replacesAll, false).flat();
      const states = histories(from, operations);
      assert.deepEqual((states.at(-1) ?? from.map(nameOf)).sort(), to.map(nameOf).sort());
      for (const held of states) assert.ok(held.length > 0);
    }),
    { numRuns: 500 },
  );
  t.pass("random lists");
});

t.test("while lists are replaced, one exists twice as long as an old one can be taken for a new one", async (t) => {
  fc.assert(
    fc.property(lists, lists, (from, to) => {
      const old = from.map(nameOf);
      const held = [...old];
      const desired = to.map(nameOf);
      const operations = changeLists(policyOf(from), policyOf(to), true, false).flat();
      for (const operation of operations) {
        if (operation.op === "addSegmentList") held.push(nameOf(operation.segmentList));
        else if (operation.op === "deleteSegmentList") {
          const name = nameOf(operation.segmentList);
          held.splice(held.indexOf(name), 1);
          if (old.includes(name)) old.splice(old.indexOf(name), 1);
        } else assert.fail(operation.op);
        const isIncomplete = desired.some((name) => !held.includes(name));
        const isDoubtful = isIncomplete || old.some((name) => desired.includes(name));
        assert.ok(!isDoubtful || new Set(held).size < held.length, held.join(", "));
      }
    }),
    { numRuns: 300 },
  );
  t.pass("random lists");
});

t.test("another weight is set, without a new list", async (t) => {
  const of = (weight: number) => policyOf([segmentListFrom({ segments: ["fc00::1"], weight })]);
  t.match(changeLists(of(1), of(5), false, false), [[{ op: "setWeight", weight: 5 }]]);
});

t.test("weights of which one gets no packets are not shareable", async (t) => {
  const of = (...weights: number[]) => weights.map((weight) => segmentListFrom({ segments: ["fc00::1"], weight }));
  // VPP has at most 8192 buckets, see protocol notes: a list whose share rounds to none is cut.
  t.same([isShareable(of(1, 2)), isShareable(of(1, 20000))], [true, false]);
});
