import t from "tap";
import { directory } from "../../../src/binapi/directory.ts";
import { isAnsweredInOrder } from "../../../src/client/connection/answered-in-order.ts";

const names = new Set(directory.map(([name]) => name));

const inOrder = ["sr_policy_add", "sr_mobile_localsid_add_del", "show_version", "control_ping", "ip_route_add_del"];

for (const name of inOrder) {
  t.test(`${name} is answered before what comes after it`, async (t) => {
    t.ok(names.has(name));
    t.ok(isAnsweredInOrder(name));
  });
}

/** A process, a worker or another program answers these. @see VPP src/plugins/dhcp, ping and tracedump; src/vlib/unix/cli.c */
const later = ["dhcp_client_config", "want_ping_finished_events", "trace_set_filters", "cli_inband"];

for (const name of later) {
  t.test(`${name} may be answered after what comes after it`, async (t) => {
    t.ok(names.has(name));
    t.notOk(isAnsweredInOrder(name));
  });
}
