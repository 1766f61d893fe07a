"""Checks of the answers to messages whose fields all have their defaults,
which the client writes: those that leave VPP as it was."""

from typing import Any

from .session import NO_INTERFACE, Checks

RETVALS = {
    "control_ping": 0,
    "api_versions": 0,
    "get_first_msg_id": -7,
    "show_version": 0,
    "cli_inband": -1,
    "delete_loopback": -2,
    "sw_interface_set_flags": -2,
    "sw_interface_add_del_address": -2,
    "sw_interface_get_table": -2,
    "sw_interface_set_table": -2,
    "want_interface_events": -31,
    "ip_table_add_del": 0,
    "ip_table_add_del_v2": 0,
    "ip_table_allocate": 0,
    "ip_route_add_del": -52,
    "ip_route_add_del_v2": -52,
    "ip_route_lookup": 0,
    "ip_route_lookup_v2": 0,
    "sr_policy_del": -1,
    "sr_steering_add_del": -1,
    "sr_set_encap_hop_limit": -7,
    "sr_pt_iface_add": -2,
    "sr_pt_iface_del": -2,
}
EMPTY = ["ip_neighbor_dump", "sr_localsids_dump",
         "sr_localsids_with_packet_stats_dump", "sr_policies_dump",
         "sr_policies_v2_dump", "sr_policies_with_sl_index_dump",
         "sr_steering_pol_dump", "sr_pt_iface_dump"]


class Defaults(Checks):

    def test_retvals(self):
        """requests with default fields have VPP's return values"""
        names = [name for name in RETVALS if self.has(name)]
        self.assertEqual(
            {name: self.call(name, **self.fields(name)).retval
             for name in names}, {name: RETVALS[name] for name in names})

    def fields(self, name: str) -> dict[str, Any]:
        """Returns the fields whose default this client takes from whatever
        message it read last."""
        known = self.session.client.messages[name].fields
        return {"sw_if_index": NO_INTERFACE} if "sw_if_index" in known else {}

    def test_dumps(self):
        """dumps with default fields are empty and end"""
        for name in filter(self.has, EMPTY):
            self.assertEqual(self.call(name), [], name)

    def test_first_message_id(self):
        """a module that VPP does not have has no first message id"""
        reply = self.expect(-7, "get_first_msg_id", name="peers_00000000")
        self.assertEqual(reply.first_msg_id, 0xffff)

    def test_api_versions(self):
        """api_versions is empty"""
        self.assertEqual(list(self.call("api_versions").api_versions), [])

    def test_filter_function(self):
        """a filter function is found by its name"""
        for name, retval in (("vnet_is_packet_traced", 0), ("peers", -1)):
            self.expect(retval, "pcap_set_filter_function",
                        filter_function_name=name)
