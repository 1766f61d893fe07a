/** The part of a JSON Schema that describes a value. */
interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
}

const SID_RULE = "`::`, multicast, link-local and IPv4-mapped addresses are refused.";
const BY_NAME = "VPP's name of the interface (`show interface`); a plan has its number, `sw_if_index`.";
const PREFIX_RULE = "Host bits are cleared, with a warning.";
const OWNED = "Without it none is removed, and any may be named.";

/**
 * What the keys of a document mean and what they become in VPP, by the path of the key; `[]` stands for the items of a list,
 * `*` for any path without an entry of its own.
 */
export const DESCRIPTIONS: Readonly<Record<string, string>> = {
  "*.ip4": "Ids of IPv4 tables.",
  "*.ip6": "Ids of IPv6 tables.",
  "*.swIfIndex":
    "VPP's number of the interface, in place of `interface`. It can be another one after a restart of VPP.",
  encap: "The outer IPv6 header of packets that policies encapsulate.",
  "encap.source":
    "Source address: `sr_set_encap_source`. VPP copies it into each segment list that it adds, so lists with another source are " +
    "replaced. Without it any source is accepted; that of a VPP after its start is `::`.",
  "encap.hopLimit":
    "Hop limit: `sr_set_encap_hop_limit`. VPP copies it into each segment list that it adds, and does not show it there. Without " +
    "it any hop limit is accepted.",
  tables: "Tables that are added if VPP does not have them: `ip_table_add_del`. Table 0 always exists.",
  routes: "Routes with one next hop, e.g. to the locators of other nodes: `ip_route_add_del`.",
  "routes[].prefix": `\`route.prefix\`. ${PREFIX_RULE}`,
  "routes[].tableId": "`route.table_id`, a table of the family of the prefix.",
  "routes[].nextHop":
    "Address of the next hop: `nh` of the path. An IPv4 prefix can have an IPv6 next hop, not the reverse.",
  "routes[].interface": `${BY_NAME} Without \`interface\` and \`swIfIndex\`, packets take the route to the next hop (a recursive route).`,
  localSids:
    "SIDs of this node (RFC 8986): `sr_localsid_add_del`, or `sr_localsid_add_del_v2` with a prefix length that is not that of the " +
    "behavior.",
  "localSids[].sid": `\`localsid\`. ${SID_RULE}`,
  "localSids[].behavior": "What the node does with packets to the SID. The other keys depend on its `type`.",
  "localSids[].behavior.type":
    "`behavior`, by the name in RFC 8986; `uN` and `uA` are NEXT-CSID of RFC 9800, from VPP 25.02 on.",
  "localSids[].behavior.psp":
    "Flavor PSP, of `End` and `End.X`: `end_psp`. The node removes the SRH if one segment is left.",
  "localSids[].behavior.nextHop":
    "Address of the neighbor that gets the packets, of `End.X`, `End.DX4`, `End.DX6` and `uA`: `nh_addr`. IPv4 for `End.DX4`, IPv6 " +
    "for the others.",
  "localSids[].behavior.interface": `Of \`End.X\`, \`End.DX2\`, \`End.DX4\`, \`End.DX6\` and \`uA\`. ${BY_NAME}`,
  "localSids[].behavior.tableId":
    "Table in which the destination is looked up, of `End.T`, `End.DT4` and `End.DT6`. VPP's message has it in `sw_if_index`.",
  "localSids[].behavior.endSid":
    "`false`: a `uA` is added without the End SID for packets whose carrier ends here. VPP before 26.06 needs that.",
  "localSids[].fibTable": "`fib_table`, the IPv6 table with the route to the SID.",
  "localSids[].prefixLength":
    "Bits of the route to the SID, a multiple of 8: the sum of `locator_block_len`, `locator_node_len` and `function_len`. The default " +
    "is that of the behavior: 48 for `uN`, 64 for `uA`, 128 for the others. Needs VPP 26.06.",
  policies:
    "SR policies (RFC 9256): `sr_policy_add` or `sr_policy_add_v2` for the first list, `sr_policy_mod` or `sr_policy_mod_v2` for each " +
    "other one.",
  "policies[].bsid": `Binding SID, by which VPP finds the policy: \`bsid_addr\`. ${SID_RULE}`,
  "policies[].segments": "The segments of a policy with one list, in place of `segmentLists`: 1 to 16 SIDs.",
  "policies[].segmentLists": "The paths. No two of them have the same segments.",
  "policies[].segmentLists[].segments": "`sids`, in the order in which they are visited: 1 to 16 SIDs.",
  "policies[].segmentLists[].weight":
    "Share of the packets, 1 to 65535. VPP shares packets over at most 8192 buckets, so the shares can be rounded; a list " +
    "without a bucket is refused. A `spray` policy ignores it.",
  "policies[].headend":
    "`encaps` puts an IPv6 header around packets (`is_encap`). `insert` adds a segment routing header to IPv6 packets.",
  "policies[].policyType":
    "`default` sends each packet by one list, `spray` a copy by every list, `tef` adds path tracing (VPP from 23.06 on).",
  "policies[].fibTable":
    "`fib_table`, the IPv6 table with the route to the BSID and in which the first SID is looked up.",
  "policies[].encapSource":
    "Outer source address of this policy: `encap_src`. Without it that of `encap`. Needs VPP 23.06.",
  steering: "Packets that are sent into a policy: `sr_steering_add_del`. A rule has a prefix or an interface.",
  "steering[].prefix": `Packets to this prefix: \`prefix\`, and \`traffic_type\` by its family. ${PREFIX_RULE}`,
  "steering[].tableId": "`table_id`, the table with the prefix; of a prefix only.",
  "steering[].interface": `All frames that arrive on an interface: \`traffic_type\` L2. ${BY_NAME}`,
  "steering[].bsid": "BSID of the policy that takes the packets: `bsid_addr`.",
  innerMtu:
    "Bytes of the longest packets that must pass. It changes nothing in VPP: `plan` and `verify` warn of lists whose outer header makes " +
    "such packets longer than the MTU of the interface.",
  owns:
    "What belongs to this document alone. Objects of VPP in these ranges that the document does not name are removed; what it names outside " +
    "of them is refused unless `adopt` is true.",
  "owns.sids": `Ranges of local SIDs. ${OWNED}`,
  "owns.bsids": `Ranges of BSIDs. ${OWNED}`,
  "owns.steering": `Ranges of steered prefixes, and interfaces. ${OWNED}`,
  "owns.steering[].prefix": "Steered prefixes that lie in this one.",
  "owns.steering[].tableId": "The table of these prefixes.",
  "owns.steering[].interface": "The frames of this interface.",
  "owns.scratch":
    "Free BSIDs for policies that carry the traffic of another one while that is replaced. Without it some changes interrupt traffic.",
  "owns.tables": `Tables, without 0. ${OWNED} A table is removed only when nothing uses it.`,
  "owns.routes": `Ranges of the routes of source API. ${OWNED}`,
  "owns.routes[].prefix": "Routes to prefixes that lie in this one.",
  "owns.routes[].tableId": "The table of these routes.",
  adopt:
    "Whether objects that the document names are changed if VPP has them with other values and no range owns them. If not, they are " +
    "reported as conflicts.",
  requires: "What VPP must have before anything is done; `plan` fails if something of it is missing.",
  "requires.interfaces": "VPP's names of interfaces.",
  "requires.tables": "Tables that must exist, or are added with `manage`: `ip_table_add_del`.",
  "requires.neighbors": "Neighbors that must exist, or are added with `manage`: `ip_neighbor_add_del`, static.",
  "requires.neighbors[].interface": "VPP's name of the interface.",
  "requires.neighbors[].address": "`ip_address` of the neighbor.",
  "requires.neighbors[].mac": "`mac_address`. Without it any is accepted, and a missing neighbor cannot be added.",
  "requires.manage": "Whether required tables and neighbors are added if VPP does not have them.",
};

/** Returns the JSON Schema of a document with the descriptions of its keys. */
export function withDescriptions(schema: JsonSchema, path = ""): JsonSchema {
  const { properties, items, oneOf } = schema;
  const described = Object.entries(properties ?? {}).map(([key, value]) => {
    const place = path === "" ? key : `${path}.${key}`;
    const description = DESCRIPTIONS[place] ?? DESCRIPTIONS[`*.${key}`];
    return [key, { ...withDescriptions(value, place), description }];
  });
  return {
    ...schema,
    ...(properties && { properties: Object.fromEntries(described) }),
    ...(items && { items: withDescriptions(items, `${path}[]`) }),
    ...(oneOf && { oneOf: oneOf.map((arm) => withDescriptions(arm, path)) }),
  };
}
