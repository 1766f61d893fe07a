import assert from "node:assert/strict";
import fc from "fast-check";
import t, { type Test } from "tap";
import { connect } from "../../src/client/index.ts";
import {
  type Operation,
  policyFrom,
  type SegmentList,
  type SrPolicy,
  Srv6,
  segmentListFrom,
} from "../../src/srv6/index.ts";

const RUNS = 30;
const POLICIES = ["cafe::1", "cafe::2", "cafe::3"].map((bsid) => policyFrom({ bsid, segmentLists: [listBy(0)] }));

/** A list of a policy that is added or deleted, and whether numbers are learnt beside that. */
const changes = fc.array(fc.record({ policy: fc.nat(2), list: fc.nat(4), learns: fc.boolean() }), {
  minLength: 10,
  maxLength: 60,
});

/** Lists must be changed by their own numbers with any VPP, which has no other SRv6 state, whenever the numbers are learnt. */
export function testNumbers(socketPathOf: (t: Test) => Promise<string>): void {
  t.test("any lists are added and deleted while the numbers of lists are learnt", async (t) => {
    await using vpp = await connect({ socketPath: await socketPathOf(t) });
    await fc.assert(
      fc.asyncProperty(changes, async (all) => {
        const srv6 = new Srv6(vpp, { follows: true });
        const held = POLICIES.map(() => new Set([0]));
        const learnt: Promise<void>[] = [];
        await done(srv6, ...POLICIES.map((policy): Operation => ({ op: "addPolicy", policy })));
        for (const { policy, list, learns } of all) {
          if (learns) learnt.push(srv6.learnNumbers());
          await done(srv6, changeOf(POLICIES[policy]!, held[policy]!, list));
        }
        await Promise.all(learnt);
        const shown = await new Srv6(vpp).policies();
        await done(srv6, ...POLICIES.map(({ bsid }): Operation => ({ op: "deletePolicy", bsid })));
        for (const [at, { bsid }] of POLICIES.entries()) {
          const found = shown.find((each) => each.bsid.equals(bsid))!;
          assert.deepEqual(pathsOf(found.segmentLists), pathsOf(Array.from(held[at]!, listBy)));
        }
      }),
      { numRuns: RUNS },
    );
    t.pass(`${RUNS} histories`);
  });
}

/** Adds a list, or deletes it if the policy has it and another one. */
function changeOf({ bsid }: SrPolicy, held: Set<number>, list: number): Operation {
  const op = held.has(list) && held.size > 1 ? "deleteSegmentList" : "addSegmentList";
  if (op === "deleteSegmentList") held.delete(list);
  else if (held.has(list)) return { op: "setWeight", bsid, segmentList: listBy(list), weight: 1 };
  else held.add(list);
  return { op, bsid, segmentList: listBy(list) };
}

async function done(srv6: Srv6, ...operations: readonly Operation[]): Promise<void> {
  for (const outcome of await srv6.batch(operations)) if (!outcome.ok) throw outcome.error;
}

function listBy(number: number): SegmentList {
  return segmentListFrom({ segments: [`fc00::${number}:1`] });
}

function pathsOf(lists: readonly SegmentList[]): string[] {
  return lists.map(({ segments }) => segments.join()).sort();
}
