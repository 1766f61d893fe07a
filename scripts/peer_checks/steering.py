"""Checks of steering of prefixes and interfaces into policies."""

from typing import Any

from .policies import BSID, OTHER_BSID, PolicyChecks
from .session import NO_INTERFACE, TABLE, constant

NO_BSID = "cafe:99::bad"
PREFIXES = {"IPV4": "10.99.64.0/20", "IPV6": "2001:db8:99:64::/64"}
ALL_ONES = 0xffffffff
BAD_TYPE, NO_POLICY, BAD_INTERFACE, NOT_FOUND, NOT_ENCAPS = -1, -2, -2, -4, -5


def traffic(kind: str) -> int:
    return constant("sr_steer", f"SR_STEER_API_{kind}")


class Steering(PolicyChecks):

    def steer(self, retval: int, kind: str, bsid: str = BSID, **fields: Any):
        """Adds a steering entry, and deletes it after the check."""
        fields = {"traffic_type": traffic(kind)} | fields
        if kind in PREFIXES:
            fields = {"prefix": PREFIXES[kind]} | fields
        self.expect(retval, "sr_steering_add_del", bsid_addr=bsid, **fields)
        if retval == 0:
            self.addCleanup(self.call, "sr_steering_add_del", is_del=True,
                            **fields)

    def release(self, retval: int, kind: str, **fields: Any):
        if kind in PREFIXES:
            fields = {"prefix": PREFIXES[kind]} | fields
        self.expect(retval, "sr_steering_add_del", is_del=True,
                    traffic_type=traffic(kind), **fields)

    def steered(self, kind: str) -> list[Any]:
        """Returns the entries of this kind, with addresses as bytes."""
        return [d for d in self.call("sr_steering_pol_dump",
                                     _no_type_conversion=True)
                if d.traffic_type == traffic(kind)]

    def bsids(self, kind: str) -> list[str]:
        return [str(d.bsid) for d in self.call("sr_steering_pol_dump")
                if d.traffic_type == traffic(kind)]

    def test_prefixes(self):
        """prefixes are listed until their steering is deleted"""
        self.add()
        for kind, prefix in PREFIXES.items():
            with self.subTest(kind):
                self.table(TABLE, kind == "IPV6")
                self.steer(0, kind, table_id=TABLE)
                entry, = [d for d in self.call("sr_steering_pol_dump")
                          if d.traffic_type == traffic(kind)]
                self.assertEqual(
                    (str(entry.prefix), entry.fib_table, str(entry.bsid)),
                    (prefix, TABLE, BSID))
                self.release(0, kind, table_id=TABLE)
                self.assertEqual(self.steered(kind), [])

    def test_garbage_interface(self):
        """sw_if_index of a prefix is its first four bytes, reversed"""
        self.add()
        self.steer(0, "IPV4")
        self.steer(0, "IPV6")
        self.assertEqual(self.steered("IPV4")[0].sw_if_index, 0)
        self.assertEqual(self.steered("IPV6")[0].sw_if_index, 0xb80d0120)

    def test_host_bits(self):
        """prefixes that differ in host bits are two entries"""
        self.add()
        for prefix in ("2001:db8:99::/48", "2001:db8:99::5/48"):
            self.steer(0, "IPV6", prefix=prefix)
        self.assertEqual([d.prefix.address.un.ip6[-1]
                          for d in self.steered("IPV6")], [0, 5])

    def test_table(self):
        """a table id of all ones means table 0"""
        self.add()
        self.steer(0, "IPV6", table_id=ALL_ONES)
        self.assertEqual(self.steered("IPV6")[0].fib_table, 0)
        self.release(0, "IPV6", table_id=0)

    def test_interface(self):
        """an interface is listed with its index as bytes of a prefix"""
        self.add()
        index = self.loopback()
        self.steer(0, "L2", sw_if_index=index)
        entry, = self.steered("L2")
        self.assertEqual((entry.sw_if_index, entry.fib_table,
                          entry.prefix.len, entry.prefix.address.af),
                         (index, 0, 0, 1))
        self.assertEqual(entry.prefix.address.un.ip6,
                         index.to_bytes(4, "little") + bytes(12))
        self.release(0, "L2", sw_if_index=index)
        self.assertEqual(self.steered("L2"), [])

    def test_bad_interface(self):
        """an unknown interface is refused with -2, on delete too"""
        self.add()
        self.steer(BAD_INTERFACE, "L2", sw_if_index=NO_INTERFACE)
        self.release(BAD_INTERFACE, "L2", sw_if_index=NO_INTERFACE)

    def test_bad_type(self):
        """a traffic type other than 2, 4 and 6 is refused with -1"""
        self.add()
        for number in (0, 3, 5, 255):
            self.steer(BAD_TYPE, "IPV6", traffic_type=number)

    def test_again(self):
        """a repeated add changes nothing; another BSID replaces the first"""
        self.add()
        self.add(bsid=OTHER_BSID)
        self.steer(0, "IPV6")
        self.steer(0, "IPV6")
        self.assertEqual(self.bsids("IPV6"), [BSID])
        self.steer(0, "IPV6", OTHER_BSID)
        self.assertEqual(self.bsids("IPV6"), [OTHER_BSID])
        self.steer(NO_POLICY, "IPV6", NO_BSID)
        self.assertEqual(self.bsids("IPV6"), [OTHER_BSID])

    def test_no_policy(self):
        """steering into an unknown policy is refused"""
        for kind in PREFIXES:
            self.steer(NO_POLICY, kind, NO_BSID)

    def test_not_steered(self):
        """deleting an unknown steering entry is refused"""
        for kind in PREFIXES:
            self.release(NOT_FOUND, kind)
        self.release(NOT_FOUND, "L2", sw_if_index=self.loopback())

    def test_insert(self):
        """only IPv6 is steered into a policy that inserts"""
        self.add(is_encap=False)
        self.steer(NOT_ENCAPS, "IPV4")
        self.steer(NOT_ENCAPS, "L2", sw_if_index=self.loopback())
        self.steer(0, "IPV6")

    def test_insert_later(self):
        """moving IPv4 steering to a policy that inserts is not refused"""
        self.add()
        self.add(bsid=OTHER_BSID, is_encap=False)
        self.steer(0, "IPV4")
        self.steer(0, "IPV4", OTHER_BSID)

    def test_deleted_policy(self):
        """steering of a deleted policy stays, and shows the next BSID added"""
        self.add()
        self.steer(0, "IPV6")
        self.expect(0, "sr_policy_del", bsid_addr=BSID)
        self.assertEqual(self.bsids("IPV6"), [BSID])
        self.add(bsid=OTHER_BSID)
        self.assertEqual(self.bsids("IPV6"), [OTHER_BSID])

    def test_blocks_bsid(self):
        """a steered /128 blocks a BSID of the same address"""
        self.add()
        self.steer(0, "IPV6", prefix=f"{OTHER_BSID}/128")
        self.add(-12, bsid=OTHER_BSID)
