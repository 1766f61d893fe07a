import t from "tap";
import { directory } from "../../src/binapi/directory.ts";
import { headerOf, roleOf } from "../../src/codegen/message-role.ts";
import { loadCatalogue } from "../../src/schema/index.ts";

const { modules } = loadCatalogue();
const messages = new Map(
  [...modules.values()].flatMap((module) =>
    module.messages.map((message) => [message.name, { message, module }] as const),
  ),
);

/** @see VPP src/vlibmemory/memclnt.api, src/vnet/interface.api */
const headers: readonly (readonly [name: string, header: string, first: string | undefined])[] = [
  ["sr_policy_add", "request", "bsid_addr"],
  ["sr_policy_add_reply", "reply", "retval"],
  ["sr_localsids_details", "reply", "addr"],
  ["sw_interface_event", "event", "pid"],
  ["sockclnt_create", "reply", "name"],
  ["sockclnt_create_reply", "request", "response"],
  ["control_ping_reply", "reply", "retval"],
  ["memclnt_delete", "bare", "index"],
];

for (const [name, header, first] of headers) {
  t.test(`${name} has the header of ${header}`, async (t) => {
    const found = headerOf(messages.get(name)!.message);
    t.equal(found.header, header);
    t.equal(found.fields[0]?.name, first);
  });
}

const roles: readonly (readonly [name: string, role: object])[] = [
  ["sr_policy_add", { kind: "request", answers: ["sr_policy_add_reply"] }],
  ["sr_localsids_dump", { kind: "dump", answers: ["sr_localsids_details"] }],
  ["ip_path_mtu_get", { kind: "paged", answers: ["ip_path_mtu_details", "ip_path_mtu_get_reply"] }],
  // Declared with its details as events and a reply that VPP never sends.
  ["gre_tunnel_dump_v2", { kind: "dump", answers: ["gre_tunnel_details_v2"] }],
  ["lldp_dump", { kind: "paged", answers: ["lldp_details", "lldp_dump_reply"] }],
  ["want_interface_events", { kind: "request", answers: ["want_interface_events_reply"] }],
  ["sw_interface_event", { kind: "event", want: "want_interface_events" }],
  // Its request does other work besides.
  ["dhcp_compl_event", { kind: "event", want: undefined }],
  ["sr_policy_add_reply", { kind: "message" }],
  // Nobody answers it.
  ["rx_thread_exit", { kind: "message" }],
];

for (const [name, role] of roles) {
  t.test(`${name} is ${JSON.stringify(role)}`, async (t) => {
    const { message, module } = messages.get(name)!;
    t.strictSame(roleOf(message, module), role);
  });
}

t.test("whatever answers a message is a message of the release", async (t) => {
  const names = new Set(directory.map(([name]) => name));
  t.same(
    directory.flatMap((entry) => entry[4]).filter((answer) => !names.has(answer)),
    [],
  );
});
