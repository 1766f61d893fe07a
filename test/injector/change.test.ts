import t from "tap";
import { Ip6Address } from "../../src/address/index.ts";
import { type Change, outcomesOf } from "../../src/injector/change.ts";
import { PAPER_FILE, policiesIn, TWO_LISTS_FILE } from "./policies.ts";

const [PAPER] = policiesIn(PAPER_FILE);
const [CHANGED] = policiesIn(PAPER_FILE.replace("weight: 12", "weight: 1"));
const OTHERS = policiesIn(TWO_LISTS_FILE, "10.0.0.11", "10.0.0.12");
const NOTHING: Change = { set: [], withdraw: [], isWhole: false };

function outcomes(change: Partial<Change>, policies = [PAPER!, ...OTHERS]): string[] {
  return outcomesOf({ ...NOTHING, ...change }, policies).map((outcome) => {
    const { color, distinguisher } = "policy" in outcome ? outcome.policy.nlri : outcome.nlri;
    return `${outcome.kind} ${color} ${distinguisher}`;
  });
}

t.test("policies are created, updated, or unchanged", async (t) => {
  t.same(outcomes({ set: [PAPER!] }, []), ["created 94 4"]);
  t.same(outcomes({ set: [CHANGED!] }), ["updated 94 4"]);
  t.same(outcomes({ set: [PAPER!] }), ["unchanged 94 4"]);
  t.match(outcomesOf({ ...NOTHING, set: [CHANGED!] }, [PAPER!]), [{ policy: CHANGED, previous: PAPER }]);
});

t.test("a name with a distinguisher withdraws one policy, and one without all of its color and endpoint", async (t) => {
  t.same(outcomes({ withdraw: [OTHERS[1]!.nlri] }), ["deleted 6 167772172"]);
  const { distinguisher: _, ...name } = OTHERS[1]!.nlri;
  t.same(outcomes({ withdraw: [name] }), ["deleted 6 167772171", "deleted 6 167772172"]);
});

t.test("a policy that is not there is absent", async (t) => {
  t.same(outcomes({ withdraw: [{ ...PAPER!.nlri, distinguisher: 5 }] }), ["absent 94 5"]);
  t.same(outcomes({ withdraw: [{ color: 94, endpoint: Ip6Address.parse("fd13::1") }] }), ["absent 94 undefined"]);
});

t.test("a whole change withdraws all others", async (t) => {
  t.same(outcomes({ set: [PAPER!], isWhole: true }), ["unchanged 94 4", "deleted 6 167772171", "deleted 6 167772172"]);
  t.same(outcomes({ isWhole: true }, []), []);
});
