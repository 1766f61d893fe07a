import { VppError } from "../../errors.ts";

/** The meanings of the return values of a message, which differ from VPP's common meanings of the same numbers. */
type Meanings = Readonly<Record<number, string>>;

const POLICY_ADD: Meanings = {
  [-12]: "the BSID is taken: by a policy, or by a route, SID or address in the table",
  [-13]: "no such IPv6 table",
};
const POLICY_MOD: Meanings = {
  [-1]: "no policy has this BSID",
  [-21]: "the last segment list cannot be deleted",
  [-22]: "the policy has no such segment list to delete",
  [-32]: "the policy has no such segment list",
};

const LOCAL_SID: Meanings = {
  [-1]: "this local SID is there already",
  [-2]: "no such local SID, or no such interface",
  [-3]: "no such IPv6 table",
  [-4]: "the table has a route, BSID or SID for the same prefix",
  [-5]: "no adjacency to the next hop",
  [-6]: "the plugin of this behavior refused the local SID",
};

/** @see VPP 26.06 src/vnet/srv6/sr_localsid.c, sr_pt.c, sr_policy_rewrite.c, sr_steering.c */
const MEANINGS: Readonly<Record<string, Meanings>> = {
  sr_localsid_add_del: LOCAL_SID,
  sr_localsid_add_del_v2: { ...LOCAL_SID, [-7]: "a local SID of this behavior cannot have this prefix length" },
  sr_policy_add: POLICY_ADD,
  sr_policy_add_v2: POLICY_ADD,
  sr_policy_mod: POLICY_MOD,
  sr_policy_mod_v2: POLICY_MOD,
  sr_policy_del: { [-1]: "no policy has this BSID" },
  sr_set_encap_hop_limit: { [-7]: "a hop limit is 1 to 255" },
  sr_pt_iface_add: {
    [-2]: "the interface has path tracing already, or there is no such interface",
    [-4]: "an id is 0 to 4095",
    [-5]: "a load is 0 to 15",
    [-6]: "a time stamp template is 0 to 3",
  },
  sr_pt_iface_del: { [-1]: "the interface has no path tracing", [-2]: "no such interface" },
  sr_steering_add_del: {
    [-1]: "no such kind of traffic",
    [-2]: "no policy has this BSID, or no such interface",
    [-3]: "frames of this kind of interface cannot be steered",
    [-4]: "this traffic is not steered",
    [-5]: "only a policy that encapsulates can take IPv4 packets and frames",
  },
};

/** Returns the error with the meaning of the return value in its text: `sr_policy_mod: the last segment list cannot be deleted (-21)`. */
export function withMeaning(error: VppError): VppError {
  const { messageName, retval, context } = error;
  if (messageName === undefined || retval === undefined || context === undefined) return error;
  const meaning = MEANINGS[messageName]?.[retval];
  if (meaning === undefined) return error;
  const text = `${messageName}: ${meaning} (${retval})`;
  return new VppError(error.code, text, { messageName, retval, context });
}
