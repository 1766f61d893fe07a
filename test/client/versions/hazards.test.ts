import t from "tap";
import { Ip4Address, Ip6Address, Prefix } from "../../../src/address/index.ts";
import { directory } from "../../../src/binapi/directory.ts";
import { hazardError, hazardOf } from "../../../src/client/versions/hazards.ts";

const names = new Set(directory.map(([name]) => name));

/** What trusts pointers or sizes of a client. @see VPP src/vlibmemory/memclnt_api.c, vlib/vlib_api_cli.c */
const denied = [
  "rpc_call",
  "cli",
  "get_node_graph",
  "sock_init_shm",
  "sockclnt_create",
  "sockclnt_delete",
  "memclnt_create",
  "memclnt_create_v2",
  "memclnt_delete",
  "memclnt_keepalive",
  "memclnt_rx_thread_suspend",
  "memclnt_read_timeout",
  "rx_thread_exit",
  "trace_plugin_msg_ids",
];

for (const name of denied) {
  t.test(`${name} is never sent`, async (t) => {
    t.ok(names.has(name), "VPP has the message");
    t.match(textFor(name, {}), new RegExp(`^${name}: not sent: `));
  });
}

const harmless = ["control_ping", "get_api_json", "sr_policy_del", "sr_localsids_dump", "show_version"];

for (const name of harmless) {
  t.test(`${name} is not looked at`, async (t) => {
    t.ok(names.has(name));
    t.equal(hazardOf(name), undefined);
  });
}

function list(numSids: number, given = numSids) {
  return { sids: { numSids, weight: 1, sids: new Array(given).fill("fc00::1") } };
}

/** How `graph_node_get` spells both a cursor that begins and no index. */
const NONE = 0xffffffff;
const tooMany = "sids: there are 17 segments; VPP takes at most 16";
const tooFew = "sids: there are 0 segments; VPP needs at least 1";

function route(...paths: readonly object[]) {
  return { route: { tableId: 0, prefix: "10.0.0.0/8", paths } };
}

const WITHOUT_INTERFACE = {
  8: "route.paths[1]: a path of type DVR needs an interface, not",
  9: "route.paths[1]: a path of type interface-rx needs an interface, not",
} as const;

/** Messages and fields, and why VPP must not see them. */
const checked: readonly (readonly [name: string, fields: object, reason: string | undefined])[] = [
  ...["sr_localsid_add_del", "sr_localsid_add_del_v2"].flatMap((name) => [
    ...[1, 2, 3, 5, 6, 7, 8, 9, 11, 12, 13].map((behavior) => [name, { behavior }, undefined] as const),
    ...[0, 4, 10, 14, 200, 255].map(
      (behavior) => [name, { behavior }, `behavior: ${behavior} is not a behavior that VPP can run`] as const,
    ),
  ]),
  ...["ip_route_lookup", "ip_route_lookup_v2"].flatMap((name) => [
    [name, { prefix: "10.0.0.1/32" }, undefined] as const,
    [
      name,
      { prefix: new Prefix(Ip4Address.parse("10.0.0.1"), 33) },
      "prefix: 10.0.0.1/33 is longer than 32 bits",
    ] as const,
    [name, { prefix: new Prefix(Ip6Address.parse("fc00::1"), 255) }, undefined] as const,
  ]),
  ...["sr_policy_add", "sr_policy_add_v2"].flatMap((name) => [
    [name, list(1), undefined] as const,
    [name, list(16), undefined] as const,
    // VPP would take what is in the empty slots for segments `::`.
    [name, list(2, 0), "sids: num_sids is 2, but sids has 0 segments"] as const,
    [name, list(0), tooFew] as const,
    [name, list(0, 1), tooFew] as const,
    [name, list(17), tooMany] as const,
    [name, list(17, 16), tooMany] as const,
    [name, list(16, 17), tooMany] as const,
    [name, list(255, 1), "sids: there are 255 segments; VPP takes at most 16"] as const,
  ]),
  ["sr_policy_add_v2", { ...list(1), type: 2 }, undefined],
  [
    "sr_policy_add_v2",
    { ...list(1), type: 3 },
    "type: VPP installs no forwarding for policy type 3; use SR_API_POLICY_TYPE_DEFAULT, SR_API_POLICY_TYPE_SPRAY, SR_API_POLICY_TYPE_TEF",
  ],
  ...["sr_policy_mod", "sr_policy_mod_v2"].flatMap((name) => [
    [name, { ...list(1), operation: 1 }, undefined] as const,
    [name, { ...list(0), operation: 1 }, tooFew] as const,
    [name, { ...list(17), operation: 1 }, tooMany] as const,
    [name, { ...list(0), operation: 2 }, undefined] as const,
    [name, { ...list(0), operation: 3 }, undefined] as const,
    [name, { ...list(17), operation: 3 }, tooMany] as const,
  ]),
  ["sr_steering_add_del", { trafficType: 4, prefix: "10.0.0.0/8" }, undefined],
  ["sr_steering_add_del", { trafficType: 6, prefix: "fc00::/16" }, undefined],
  ["sr_steering_add_del", { trafficType: 6, prefix: Prefix.parse("::/0") }, undefined],
  ["sr_steering_add_del", { trafficType: 2, prefix: "0.0.0.0/0" }, undefined],
  ["sr_steering_add_del", { trafficType: 4, prefix: "fc00::/16" }, "prefix: fc00::/16 does not fit IPv4 traffic"],
  ["sr_steering_add_del", { trafficType: 6, prefix: "10.0.0.0/8" }, "prefix: 10.0.0.0/8 does not fit IPv6 traffic"],
  [
    "sr_steering_add_del",
    { trafficType: 6, prefix: new Prefix(Ip6Address.UNSPECIFIED, 200) },
    "prefix: ::/200 is longer than 128 bits",
  ],
  ["sr_steering_add_del", { trafficType: 3, prefix: "10.0.0.0/8" }, "traffic_type: 3 is not 2, 4 or 6"],
  ["sr_steering_add_del", { trafficType: 0, prefix: "10.0.0.0/8" }, "traffic_type: 0 is not 2, 4 or 6"],
  ["graph_node_get", { cursor: NONE, index: 5, name: "" }, undefined],
  ["graph_node_get", { cursor: NONE, index: NONE, name: "ip4-input" }, undefined],
  ...[0, 7, NONE].map(
    (cursor) =>
      ["graph_node_get", { cursor, index: NONE, name: "" }, "not sent: VPP crashes when a socket client"] as const,
  ),
  ["graph_node_get", { cursor: 0, index: 5, name: "" }, "not sent: VPP crashes when a socket client"],
  ["create_subif", { outerVlanId: 4095, innerVlanId: 4095 }, undefined],
  ["create_subif", { outerVlanId: 4096, innerVlanId: 1 }, "outer_vlan_id: 4096 is no VLAN; VPP takes 0 to 4095"],
  ["create_subif", { outerVlanId: 1, innerVlanId: 65535 }, "inner_vlan_id: 65535 is no VLAN; VPP takes 0 to 4095"],
  // The modes of memif.h: Ethernet, IP, punt and inject.
  ["memif_create", { mode: 1 }, undefined],
  ["memif_create", { mode: 2 }, "mode: VPP crashes with 2; use 0 (Ethernet) or 1 (IP)"],
  ["memif_create_v2", { mode: 3 }, "mode: VPP crashes with 3; use 0 (Ethernet) or 1 (IP)"],
  ["pcap_set_filter_function", { filterFunctionName: "vnet_is_packet_traced" }, undefined],
  ["pcap_set_filter_function", { filterFunctionName: "" }, "filter_function_name: VPP crashes when it is empty"],
  ["ip_reassembly_set", { expireWalkIntervalMs: 1 }, undefined],
  ["ip_reassembly_set", { expireWalkIntervalMs: 0 }, "expire_walk_interval_ms: VPP hangs when it is 0"],
  ["ip_reassembly_enable_disable", { swIfIndex: 2 ** 24 }, undefined],
  ["ip_reassembly_enable_disable", { swIfIndex: NONE }, `sw_if_index: VPP crashes when there is no interface ${NONE}`],
  ["collect_detailed_interface_stats", { swIfIndex: 1 }, undefined],
  [
    "collect_detailed_interface_stats",
    { swIfIndex: NONE },
    `sw_if_index: VPP crashes when there is no interface ${NONE}`,
  ],
  ["ip_source_and_port_range_check_add_del", { prefix: "10.0.0.0/8" }, undefined],
  [
    "ip_source_and_port_range_check_add_del",
    { prefix: "fc00::/16" },
    "prefix: fc00::/16 is of IPv6, for which VPP checks no port ranges; give a prefix of IPv4",
  ],
  ...["ip_route_add_del", "ip_route_add_del_v2"].flatMap((name) => [
    [name, route({ type: 0, swIfIndex: NONE }, { type: 8, swIfIndex: 2 ** 24 }), undefined] as const,
    [name, { ...route({ type: 8, swIfIndex: NONE }), isAdd: false }, undefined] as const,
    [name, route({ type: 0, swIfIndex: 1 }, { type: 8, swIfIndex: NONE }), `${WITHOUT_INTERFACE[8]} ${NONE}`] as const,
    [
      name,
      route({ type: 0, swIfIndex: 1 }, { type: 9, swIfIndex: 2 ** 28 }),
      `${WITHOUT_INTERFACE[9]} ${2 ** 28}`,
    ] as const,
  ]),
];

for (const [name, fields, reason] of checked) {
  t.test(`${name} ${brief(fields)} is ${reason ?? "sent"}`, async (t) => {
    t.ok(names.has(name));
    const text = textFor(name, fields);
    if (reason === undefined) t.equal(text, undefined);
    else t.match(text, reason.startsWith("not sent") ? `${name}: ${reason}` : `${name}.${reason}`);
  });
}

/** What is wrong with these fields is the codec's to say, with the path of the field. */
const malformed: readonly (readonly [name: string, fields: object])[] = [
  ["sr_policy_add", {}],
  ["sr_policy_add", { sids: null }],
  ["sr_policy_add", { sids: { numSids: 1 } }],
  ["sr_policy_mod", { operation: 1 }],
  ["sr_steering_add_del", { trafficType: 4 }],
  ["sr_steering_add_del", { trafficType: 4, prefix: "10.0.0.0/33" }],
  ["sr_steering_add_del", { trafficType: 4, prefix: "somewhere" }],
];

for (const [name, fields] of malformed) {
  t.test(`${name} ${JSON.stringify(fields)} is left to the codec`, async (t) => {
    t.equal(textFor(name, fields), undefined);
  });
}

t.test("the error names the message and says that nothing was sent", async (t) => {
  t.match(hazardError("sr_policy_add", tooMany), {
    code: "VPP_HAZARD",
    effect: "none",
    message: "sr_policy_add.sids: there are 17 segments; VPP takes at most 16",
    messageName: "sr_policy_add",
  });
});

function textFor(name: string, fields: object): string | undefined {
  const reason = hazardOf(name)?.(fields as never);
  return reason === undefined ? undefined : hazardError(name, reason).message;
}

function brief(fields: object): string {
  const shown = JSON.stringify(fields, (_, value) => (Array.isArray(value) ? `${value.length} segments` : value));
  return shown.replaceAll('"', "");
}
