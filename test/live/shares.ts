import type { Test } from "tap";
import { srPolicyAdd, srPolicyDel, srPolicyMod } from "../../src/binapi/sr.ts";
import { SrPolicyOp } from "../../src/binapi/sr_types.ts";
import type { VppClient } from "../../src/client/index.ts";
import { connect } from "../../src/client/index.ts";
import { bucketsOf } from "../../src/srv6/index.ts";

const BSID = "cafe::b0";
const ROUNDS = 100;

/** Compares the buckets that VPP fills for random weights with those that `bucketsOf` computes. */
export async function testShares(t: Test, socketPath: string): Promise<void> {
  const vpp = await connect({ socketPath });
  t.teardown(() => vpp.close());
  for (let round = 0; round < ROUNDS; round++) {
    const weights = randomWeights();
    // If no list gets a bucket, VPP keeps the previous buckets.
    if (!bucketsOf(weights).some((count) => count > 0)) continue;
    t.same(await bucketsInVpp(vpp, weights), bucketsOf(weights), `weights ${weights}`);
  }
}

/** Returns random weights, mostly of few lists, with small and large weights. */
function randomWeights(): number[] {
  const count = 1 + random(random(10) === 0 ? 60 : 6);
  const most = [3, 10, 100, 1000, 65535][random(5)]!;
  return Array.from({ length: count }, () => 1 + random(most));
}

function random(below: number): number {
  return Math.floor(Math.random() * below);
}

/** Returns the buckets of VPP. Adds the lists by messages: `Srv6` refuses weights that leave a list without a bucket. */
async function bucketsInVpp(vpp: VppClient, weights: readonly number[]): Promise<number[]> {
  const lists = weights.map((weight, at) => ({ numSids: 1, weight, sids: [`fc00::${(at + 1).toString(16)}`] }));
  const policy = { bsidAddr: BSID, weight: 0, isEncap: true, isSpray: false, fibTable: 0 };
  const change = { bsidAddr: BSID, srPolicyIndex: 0, fibTable: 0, slIndex: 0, weight: 0 };
  const operation = SrPolicyOp.SR_POLICY_OP_API_ADD;
  await vpp.request(srPolicyAdd, { ...policy, sids: lists[0]! });
  for (const sids of lists.slice(1)) await vpp.request(srPolicyMod, { ...change, operation, sids });
  const text = await vpp.cli(`show ip6 fib table 0 ${BSID}/128`);
  await vpp.request(srPolicyDel, { bsidAddr: BSID, srPolicyIndex: 0 });
  return weights.map((_, at) => countOf(text.slice(text.indexOf("forwarding:")), at));
}

/** Counts the buckets of a list. VPP prints `[0-5] [@15]: SR: Segment List index:[0]` and the segments for each range. */
function countOf(text: string, place: number): number {
  const run = new RegExp(
    `\\[(\\d+)(?:-(\\d+))?\\] \\[@\\d+\\]: SR: Segment List index:\\[\\d+\\]\\s+Segments:< fc00::${(place + 1).toString(16)}, `,
    "g",
  );
  let count = 0;
  for (const [, from, to = from] of text.matchAll(run)) count += Number(to) - Number(from) + 1;
  return count;
}
