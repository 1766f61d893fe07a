"""Checks of local SIDs: sr_localsid_add_del and its second version."""

import secrets
from typing import Any

from .session import NO_INTERFACE, NO_TABLE, TABLE, Checks, constant

SID = "fcbb:bb00:99::e1"
LOCATOR = "fcbb:bb00:99::"
EXISTS, NOT_FOUND, NO_FIB, FIB_ENTRY_EXISTS, BAD_LENGTHS = -1, -2, -3, -4, -7
BAD_INTERFACE = -2
LITTERED_TABLE = 3009


def behavior(name: str) -> int:
    return constant("sr_behavior", f"SR_BEHAVIOR_API_{name}")


class LocalSids(Checks):

    def add(self, retval: int, name: str, sid: str = SID, **fields: Any):
        """Adds a local SID, and deletes it after the check.

        The delete names local0: VPP only checks that the interface exists.
        """
        self.change(retval, False, name, sid, **fields)
        if retval == 0:
            self.addCleanup(self.call, "sr_localsid_add_del", is_del=True,
                            localsid=sid, behavior=behavior(name),
                            fib_table=fields.get("fib_table", 0),
                            sw_if_index=0)

    def delete(self, retval: int, name: str, sid: str = SID, **fields: Any):
        self.change(retval, True, name, sid, **fields)

    def change(self, retval: int, is_del: bool, name: str, sid: str,
               **fields: Any):
        version = "_v2" if "locator_block_len" in fields else ""
        self.expect(retval, f"sr_localsid_add_del{version}", is_del=is_del,
                    localsid=sid, behavior=behavior(name), **fields)

    def listed(self, sid: str = SID) -> list[dict[str, Any]]:
        return [d._asdict() for d in self.call("sr_localsids_dump")
                if str(d.addr) == sid]

    def check_listed(self, name: str, sid: str = SID, **fields: Any):
        """Checks that one local SID has this address, and has these fields."""
        listed, = self.listed(sid)
        expected = {"behavior": behavior(name), "end_psp": False,
                    "fib_table": 0, "vlan_index": 0,
                    "xconnect_iface_or_vrf_table": 0,
                    "xconnect_nh_addr": "0.0.0.0"} | fields
        listed["xconnect_nh_addr"] = str(listed["xconnect_nh_addr"])
        self.assertEqual({k: listed[k] for k in expected}, expected)

    def test_end(self):
        """End is listed as added, but without its vlan_index"""
        self.table(TABLE)
        self.add(0, "END", end_psp=True, fib_table=TABLE, vlan_index=7,
                 nh_addr="fe80::1")
        self.check_listed("END", end_psp=True, fib_table=TABLE)

    def test_cross_connects(self):
        """cross-connects are listed with their interface and next hop"""
        index = self.loopback()
        for name, hop in {"X": "fe80::2", "UA": "fe80::3", "DX6": "fe80::4",
                          "DX4": "10.0.0.5", "DX2": "0.0.0.0"}.items():
            with self.subTest(name):
                self.add(0, name, sw_if_index=index, nh_addr=hop)
                self.check_listed(name, xconnect_iface_or_vrf_table=index,
                                  xconnect_nh_addr=hop)
                self.delete(0, name, sw_if_index=index)

    def test_lookups(self):
        """lookups carry their table in sw_if_index"""
        self.table(TABLE)
        self.table(TABLE, is_ip6=False)
        for name in ("T", "DT6", "DT4"):
            with self.subTest(name):
                self.add(0, name, sw_if_index=TABLE)
                self.check_listed(name, xconnect_iface_or_vrf_table=TABLE)
                self.delete(0, name)

    def test_interface(self):
        """an unknown interface is refused, on delete too"""
        for name in ("X", "UA", "DX6", "DX4", "DX2"):
            with self.subTest(name):
                self.add(BAD_INTERFACE, name, sw_if_index=NO_INTERFACE)
                self.delete(BAD_INTERFACE, name, sw_if_index=NO_INTERFACE)

    def test_twice(self):
        """a SID can exist only once, over all behaviors and tables"""
        self.table(TABLE)
        self.add(0, "END", fib_table=TABLE)
        self.add(EXISTS, "END", fib_table=TABLE)
        self.add(EXISTS, "X", sw_if_index=0)
        self.add(EXISTS, "END", fib_table=NO_TABLE)

    def test_missing(self):
        """an unknown SID cannot be deleted"""
        self.delete(NOT_FOUND, "END")

    def test_missing_table(self):
        """a SID in a missing table is refused"""
        self.add(NO_FIB, "END", fib_table=NO_TABLE)

    def test_route(self):
        """a SID cannot replace a route to the same address"""
        self.route(f"{SID}/128")
        self.add(FIB_ENTRY_EXISTS, "END")

    def test_delete_by_key(self):
        """a delete ignores the behavior"""
        self.add(0, "X", sw_if_index=self.loopback(), nh_addr="fe80::1")
        self.delete(0, "END")
        self.assertEqual(self.listed(), [])

    def test_wrong_table(self):
        """a delete in another table leaves a FIB entry that stays

        The table cannot be deleted either, and each run needs another SID.
        """
        sid = f"fcbb:bb00:99::{secrets.randbelow(2 ** 16):x}:dead"
        self.expect(0, "ip_table_add_del", is_add=True, table={
            "table_id": LITTERED_TABLE, "is_ip6": True, "name": "peers"})
        self.add(0, "END", sid, fib_table=LITTERED_TABLE)
        self.delete(0, "END", sid, fib_table=0)
        self.assertEqual(self.listed(sid), [])
        self.add(FIB_ENTRY_EXISTS, "END", sid, fib_table=LITTERED_TABLE)

    def test_micro_sids(self):
        """a /128, a uN (/48) and a uA (/64) can have the same address"""
        self.add(0, "END", LOCATOR)
        self.add(0, "END_UN", LOCATOR)
        self.add(0, "UA", LOCATOR, sw_if_index=self.loopback(),
                 nh_addr="fe80::1")
        self.assertEqual(sorted(s["behavior"] for s in self.listed(LOCATOR)),
                         sorted(map(behavior, ("END", "END_UN", "UA"))))
        self.add(EXISTS, "END_UN_PERF", LOCATOR)
        self.add(FIB_ENTRY_EXISTS, "END_UN_PERF", SID)
        self.delete(NOT_FOUND, "END_UN", SID)

    def test_lengths(self):
        """version 2 refuses lengths that do not form a SID"""
        self.need("sr_localsid_add_del_v2")
        for name, lengths in {"END": (32, 12, 16), "T": (64, 64, 8),
                              "END_UN": (32, 24, 0), "UA": (32, 0, 0),
                              "END_UN_PERF": (32, 32, 16)}.items():
            with self.subTest(name, lengths=lengths):
                self.add(BAD_LENGTHS, name, **v2(*lengths), sw_if_index=0)
                self.delete(BAD_LENGTHS, name, **v2(*lengths), sw_if_index=0)

    def test_v2_prefix(self):
        """version 2 adds an End /64; a delete needs lengths that sum to 64"""
        self.add(0, "END", **v2(32, 16, 16))
        self.check_listed("END")
        self.delete(NOT_FOUND, "END")
        self.delete(NOT_FOUND, "END", **v2(32, 16, 0))
        self.delete(0, "END", **v2(40, 24, 0))

    def test_v2_as_v1(self):
        """version 2 without lengths acts as version 1, and so does a uN /48"""
        self.add(0, "END", **v2(0, 0, 0))
        self.add(EXISTS, "END")
        self.delete(0, "END")
        self.add(0, "END_UN", **v2(32, 16, 0))
        self.delete(0, "END_UN")

    def test_counters(self):
        """the dump with counters shows zeros for a new SID"""
        self.add(0, "END")
        details, = [d for d in self.call("sr_localsids_with_packet_stats_dump")
                    if str(d.addr) == SID]
        self.assertEqual(
            (details.behavior, details.good_traffic_bytes,
             details.good_traffic_pkt_count, details.bad_traffic_bytes,
             details.bad_traffic_pkt_count), (behavior("END"), 0, 0, 0, 0))


def v2(block: int, node: int, function: int) -> dict[str, int]:
    return {"locator_block_len": block, "locator_node_len": node,
            "function_len": function}
