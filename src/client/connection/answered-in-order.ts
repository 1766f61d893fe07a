/**
 * The messages that VPP answers before it reads the next one, if it answers at all. Once VPP has answered a later request, no
 * answer to these can come: VPP drops a message that is cut short, names a registration that is gone, or (for
 * `sr_mobile_*`) asks for a behavior it does not know.
 *
 * Messages that a process or a worker of VPP answers (ping, dhcp, tracedump) are missing here, and wait for their deadline.
 *
 * @see VPP src/vlibmemory/socket_api.c, src/vlibapi/api_shared.c
 */
const ANSWERED_IN_ORDER =
  /^(sr_|sw_interface_|create_loopback|delete_loopback|ip_(table|route|address|mroute)_|mpls_(table|route)_|show_version$|control_ping$|api_versions$|get_first_msg_id$|get_api_json$)/;

/** Whether VPP answers a message before it reads the next one. */
export function isAnsweredInOrder(messageName: string): boolean {
  return ANSWERED_IN_ORDER.test(messageName);
}
