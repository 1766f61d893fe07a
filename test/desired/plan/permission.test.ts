import t from "tap";
import { Ip6Address, parseIp6Prefix } from "../../../src/address/index.ts";
import { gone } from "../../../src/desired/difference/index.ts";
import { needsOf, requirePermission } from "../../../src/desired/plan/permission.ts";
import { type Inputs, inputsForWholeState } from "../../../src/desired/plan/questions.ts";
import { stepFor } from "../../../src/desired/plan/step.ts";
import { localSidFrom, policyFrom, type SrPolicy } from "../../../src/srv6/index.ts";
import { NO_ANSWERS, resolved, viewOf } from "../view-of.ts";

const SID = localSidFrom({ sid: "fcdd::4", behavior: { type: "End.DT4", tableId: 0 } });
const OTHER = localSidFrom({ sid: "fcdd::4", behavior: { type: "End.DT6", tableId: 0 } });
const REASON = "VPP has End.DT4 table 0 in table 0";
const CHANGE = { kind: "localSid", desired: OTHER, observed: SID, reason: REASON } as const;
const INTERRUPTING = stepFor(CHANGE, { interrupts: true });

function policies(count: number, prefix = "cafe::"): SrPolicy[] {
  return Array.from({ length: count }, (_, at) =>
    policyFrom({ bsid: Ip6Address.parse(`${prefix}${at + 1}`), segmentLists: [{ segments: ["fc00::1"] }] }),
  );
}

function removals(removed: readonly SrPolicy[]) {
  return removed.map((policy) => stepFor(gone("policy", policy, "the document does not describe it")));
}

/** What a plan is made of for a document that owns these policies of VPP. */
function inputsFor(held: readonly SrPolicy[]): Inputs {
  const owns = { bsids: [parseIp6Prefix("cafe::/112")], scratch: parseIp6Prefix("cafe:0:0:1::/120") };
  const state = resolved({ encap: {}, localSids: [], policies: [], steering: [], owns });
  return inputsForWholeState(state, viewOf({ policies: held }), NO_ANSWERS);
}

t.test("steps that interrupt traffic are counted", async (t) => {
  t.same(needsOf([INTERRUPTING, stepFor(CHANGE), INTERRUPTING]), { needs: { interrupt: 2 } });
  t.same(needsOf([stepFor(CHANGE)], inputsFor([])), {});
});

t.test("more than a fifth of the owned entries needs force", async (t) => {
  const five = policies(5);
  const six = policies(6);
  t.same(needsOf(removals(five.slice(0, 1)), inputsFor(five)), {});
  t.same(needsOf(removals(six.slice(0, 2)), inputsFor(six)), { needs: { force: { removed: 2, owned: 6 } } });
  t.same(needsOf(removals(six), { ...inputsFor(six), isWholeState: false }), {}, "changes name what they remove");
  t.same(needsOf(removals(six)), {});
});

t.test("policies that stand in for others are neither removed nor owned entries", async (t) => {
  const scratch = policies(3, "cafe:0:0:1::");
  const held = [...policies(4), ...scratch];
  t.same(needsOf(removals(scratch), inputsFor(held)), {});
  t.same(needsOf(removals(held), inputsFor(held)), { needs: { force: { removed: 4, owned: 4 } } });
});

t.test("a plan is refused without the permission that it needs", async (t) => {
  const interrupting = { steps: [INTERRUPTING, stepFor(CHANGE)], needs: { interrupt: 1 } };
  t.throws(() => requirePermission(interrupting, { interrupt: false, force: true }), {
    code: "VPP_HAZARD",
    message:
      "not possible without an interruption:\n" +
      `change local SID fcdd::4 End.DT6 table 0: ${REASON} (interrupts traffic: VPP can only delete it and add it again)`,
  });
  const removing = { steps: [], needs: { force: { removed: 2, owned: 6 } } };
  t.throws(() => requirePermission(removing, {}), {
    code: "VPP_HAZARD",
    message: "2 of 6 owned entries would be removed, which is more than one in 5: use --force to allow it",
  });
  t.doesNotThrow(() => requirePermission(interrupting, {}), "interruptions are allowed by default");
  t.doesNotThrow(() => requirePermission(removing, { force: true }));
  t.doesNotThrow(() => requirePermission({ steps: [stepFor(CHANGE)] }, { interrupt: false }));
});
