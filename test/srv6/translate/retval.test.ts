import t from "tap";
import { VppError } from "../../../src/errors.ts";
import { withMeaning } from "../../../src/srv6/translate/retval.ts";

const refusal = (messageName: string, retval: number) =>
  new VppError("VPP_RETVAL", `${messageName}: refused by VPP (${retval})`, { messageName, retval, context: 7 });

const cases: [messageName: string, retval: number, message: string][] = [
  ["sr_localsid_add_del", -1, "sr_localsid_add_del: this local SID is there already (-1)"],
  ["sr_localsid_add_del", -2, "sr_localsid_add_del: no such local SID, or no such interface (-2)"],
  ["sr_policy_add_v2", -13, "sr_policy_add_v2: no such IPv6 table (-13)"],
  ["sr_policy_mod", -21, "sr_policy_mod: the last segment list cannot be deleted (-21)"],
  ["sr_policy_del", -1, "sr_policy_del: no policy has this BSID (-1)"],
  ["sr_set_encap_hop_limit", -7, "sr_set_encap_hop_limit: a hop limit is 1 to 255 (-7)"],
  [
    "sr_steering_add_del",
    -5,
    "sr_steering_add_del: only a policy that encapsulates can take IPv4 packets and frames (-5)",
  ],
];

for (const [messageName, retval, message] of cases) {
  t.test(`says what ${retval} of ${messageName} means`, async (t) => {
    const error = refusal(messageName, retval);
    t.match(withMeaning(error), { code: "VPP_RETVAL", message, messageName, retval, context: 7, cause: undefined });
  });
}

t.test("a number that nobody knows stays as it is", async (t) => {
  const error = refusal("sr_policy_del", -99);
  t.equal(withMeaning(error), error);
});

t.test("an error without a return value stays as it is", async (t) => {
  const error = new VppError("VPP_TIMEOUT", "sr_policy_del: no answer in time", { messageName: "sr_policy_del" });
  t.equal(withMeaning(error), error);
});
