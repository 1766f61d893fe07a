"""Checks of loopbacks, their addresses, and interface events."""

from .session import (NO_INTERFACE, NO_TABLE, NO_VALUE, TABLE, Checks,
                      constant)

UP = 3
INSTANCE = 77
INSTANCES = 16384
UNKNOWN = 9999
MAC = "02:fe:00:00:00:01"


class Interfaces(Checks):

    def details(self, sw_if_index: int):
        """Returns the details of the interface with this index."""
        details, = self.call("sw_interface_dump", sw_if_index=sw_if_index)
        return details

    def set_up(self, sw_if_index: int, up: bool):
        flag = constant("if_status_flags", "IF_STATUS_API_FLAG_ADMIN_UP")
        self.expect(0, "sw_interface_set_flags", sw_if_index=sw_if_index,
                    flags=flag * up)

    def test_create(self):
        """a new loopback is down and has the given MAC address"""
        index = self.expect(0, "create_loopback", mac_address=MAC).sw_if_index
        self.addCleanup(self.expect, 0, "delete_loopback", sw_if_index=index)
        details = self.details(index)
        self.assertRegex(details.interface_name, "^loop[0-9]+$")
        self.assertEqual(str(details.l2_address), MAC)
        self.assertEqual(details.flags, 0)

    def test_dump_all(self):
        """a dump of all interfaces begins with local0"""
        index = self.loopback()
        dump = self.call("sw_interface_dump", sw_if_index=NO_INTERFACE)
        self.assertEqual((dump[0].sw_if_index, dump[0].interface_name),
                         (0, "local0"))
        self.assertIn(index, [d.sw_if_index for d in dump])

    def test_dump_by_name(self):
        """a dump by name lists the interfaces whose name contains it"""
        index = self.loopback()
        dump = self.call("sw_interface_dump", sw_if_index=NO_INTERFACE,
                         name_filter_valid=True, name_filter="loop")
        self.assertIn(index, [d.sw_if_index for d in dump])
        self.assertNotIn(0, [d.sw_if_index for d in dump])

    def test_flags(self):
        """a loopback that is set up also has its link up"""
        index = self.loopback()
        self.set_up(index, True)
        self.assertEqual(self.details(index).flags, UP)
        self.set_up(index, False)
        self.assertEqual(self.details(index).flags, 0)

    def test_instance(self):
        """a loopback has the given instance in its name, and no other has"""
        fields = {"is_specified": True, "user_instance": INSTANCE}
        index = self.expect(0, "create_loopback_instance",
                            **fields).sw_if_index
        self.addCleanup(self.expect, 0, "delete_loopback", sw_if_index=index)
        self.assertEqual(self.details(index).interface_name,
                         f"loop{INSTANCE}")
        for instance in (INSTANCE, INSTANCES):
            fields["user_instance"] = instance
            reply = self.expect(-31, "create_loopback_instance", **fields)
            self.assertEqual(reply.sw_if_index, NO_INTERFACE)

    def test_mtu(self):
        """the MTUs of a loopback are those for packets of each kind"""
        index = self.loopback()
        self.assertEqual(self.details(index).mtu, [9000, 0, 0, 0])
        mtu = [9000, 1400, 1300, 0]
        self.expect(0, "sw_interface_set_mtu", sw_if_index=index, mtu=mtu)
        self.assertEqual(self.details(index).mtu, mtu)
        self.expect(-2, "sw_interface_set_mtu", sw_if_index=UNKNOWN, mtu=mtu)

    def test_table(self):
        """an interface is in table 0 of each family until it gets another"""
        index = self.loopback()
        for is_ipv6 in (False, True):
            interface = {"sw_if_index": index, "is_ipv6": is_ipv6}
            self.table(TABLE, is_ipv6)
            for table_id in (TABLE, 0):
                self.expect(0, "sw_interface_set_table", **interface,
                            vrf_id=table_id)
                reply = self.expect(0, "sw_interface_get_table", **interface)
                self.assertEqual(reply.vrf_id, table_id)
            self.expect(-3, "sw_interface_set_table", **interface,
                        vrf_id=NO_TABLE)

    def test_invalid(self):
        """an unknown interface is refused with -2, and dumps are empty"""
        self.expect(-2, "sw_interface_set_flags", sw_if_index=UNKNOWN, flags=1)
        self.expect(-2, "sw_interface_set_table", sw_if_index=UNKNOWN)
        reply = self.expect(-2, "sw_interface_get_table", sw_if_index=UNKNOWN)
        self.assertEqual(reply.vrf_id, NO_VALUE)
        for dump in ("sw_interface_dump", "ip_address_dump"):
            self.assertEqual(self.call(dump, sw_if_index=UNKNOWN), [])

    def test_delete(self):
        """a deleted loopback is not in the dump"""
        index = self.expect(0, "create_loopback").sw_if_index
        self.expect(0, "delete_loopback", sw_if_index=index)
        self.assertEqual(self.call("sw_interface_dump", sw_if_index=index), [])
        self.expect(-2, "delete_loopback", sw_if_index=index)

    def test_addresses(self):
        """addresses of both families are listed until they are deleted"""
        index = self.loopback()
        prefixes = ["10.99.0.1/24", "2001:db8:99::1/64"]
        for prefix in prefixes:
            self.change_address(index, prefix, True)
        self.assertEqual(self.addresses(index), prefixes)
        for prefix in prefixes:
            self.change_address(index, prefix, False)
        self.assertEqual(self.addresses(index), [])

    def change_address(self, index: int, prefix: str, is_add: bool):
        self.expect(0, "sw_interface_add_del_address", sw_if_index=index,
                    is_add=is_add, prefix=prefix)

    def addresses(self, index: int) -> list[str]:
        return [str(d.prefix) for is_ipv6 in (False, True)
                for d in self.call("ip_address_dump", sw_if_index=index,
                                   is_ipv6=is_ipv6)]


class Events(Checks):

    def want(self, retval: int, enable: bool):
        self.expect(retval, "want_interface_events", enable_disable=enable,
                    pid=4711)

    def event(self) -> tuple:
        name, event = self.session.next_event()
        self.assertEqual((name, event.pid, event.client_index),
                         ("sw_interface_event", 4711,
                          self.session.client.transport.socket_index))
        return event.sw_if_index, int(event.flags), event.deleted

    def test_events(self):
        """events report creation, link and deletion of a loopback"""
        self.want(0, True)
        self.addCleanup(self.want, 0, False)
        index = self.expect(0, "create_loopback").sw_if_index
        self.assertEqual(self.event(), (index, 0, False))
        self.expect(0, "sw_interface_set_flags", sw_if_index=index, flags=1)
        self.assertEqual(self.event(), (index, UP, False))
        self.expect(0, "delete_loopback", sw_if_index=index)
        while not (event := self.event())[2]:
            self.assertEqual(event[0], index)
        self.assertEqual(event[0], index)

    def test_twice(self):
        """a second subscription, or a second end of it, is refused with -31"""
        self.want(0, True)
        self.want(-31, True)
        self.want(0, False)
        self.want(-31, False)
