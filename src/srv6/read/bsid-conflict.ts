import type { Outcome } from "../../client/index.ts";
import { VppError } from "../../errors.ts";
import { type CheckedOperation, SR_SOURCE, type SrPolicy } from "../values/index.ts";
import { readPolicies } from "./dumps.ts";
import { readBsidSources } from "./fib-entries.ts";
import type { Questions } from "./questions.ts";

/** VPP's return value for a BSID that is taken, by whatever entry. */
const BSID_TAKEN = -12;

/** Returns the outcome; for a BSID that is taken, its error names the entry that VPP has there. */
export async function explainOutcome(vpp: Questions, operation: CheckedOperation, outcome: Outcome): Promise<Outcome> {
  if (outcome.ok || operation.op !== "addPolicy" || outcome.error.retval !== BSID_TAKEN) return outcome;
  // The outcome is what matters: without an explanation it is as good.
  const reason = await holderOf(vpp, operation.policy).catch(() => undefined);
  if (reason === undefined) return outcome;
  const { code, messageName, retval, context } = outcome.error;
  if (messageName === undefined || context === undefined) return outcome;
  const text = `${messageName}: the BSID ${operation.policy.bsid} is taken: ${reason} (${retval})`;
  return { ok: false, error: new VppError(code, text, { messageName, retval, context }) };
}

async function holderOf(vpp: Questions, taken: SrPolicy): Promise<string | undefined> {
  const { bsid, fibTable } = taken;
  const [source] = await readBsidSources(vpp, [taken]);
  // A policy is looked for only where there can be one: that takes a dump of all.
  const isOther = source !== undefined && source !== SR_SOURCE;
  const policy = isOther ? undefined : (await readPolicies(vpp)).find((each) => each.bsid.equals(bsid));
  if (policy !== undefined) return `a policy in table ${policy.fibTable} has it`;
  return source && `table ${fibTable} has a route to it, of source ${source}`;
}
