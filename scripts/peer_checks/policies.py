"""Checks of policies, and of the source and hop limit of encapsulation."""

from typing import Any

from .session import NO_TABLE, TABLE, Checks, constant

BSID = "cafe:99::1"
OTHER_BSID = "cafe:99::2"
SIDS = ["fcbb:bb00:1::1", "fcbb:bb00:2::2", "fcbb:bb00:3::3"]
SOURCE, OTHER_SOURCE = "fd99::1", "fd99::2"
ALL_ONES = 0xffffffff
DEFAULT_HOP_LIMIT = 64
SID_SLOTS = 16

BSID_EXISTS, NO_FIB, BAD_HOP_LIMIT = -12, -13, -7
NO_POLICY, BAD_OPERATION = -1, -1
LAST_LIST, NO_LIST_TO_DELETE, NO_LIST_TO_MODIFY = -21, -22, -32


def sid_list(weight: int = 1, sids: list[str] | None = None) -> dict[str, Any]:
    """Returns a segment list; the client needs values for all 16 slots."""
    sids = SIDS if sids is None else sids
    return {"num_sids": len(sids), "weight": weight,
            "sids": sids + ["::"] * (SID_SLOTS - len(sids))}


class PolicyChecks(Checks):
    """The base of checks that need policies."""

    def add(self, retval: int = 0, bsid: str = BSID, **fields: Any):
        """Adds a policy, and deletes it after the check."""
        version = "_v2" if {"type", "encap_src"} & set(fields) else ""
        self.expect(retval, f"sr_policy_add{version}", bsid_addr=bsid,
                    **{"is_encap": True, "sids": sid_list()} | fields)
        if retval == 0:
            self.addCleanup(self.call, "sr_policy_del", bsid_addr=bsid)

    def modify(self, retval: int, operation: str, bsid: str = BSID,
               **fields: Any):
        version = "_v2" if "encap_src" in fields else ""
        self.expect(retval, f"sr_policy_mod{version}", bsid_addr=bsid,
                    operation=constant("sr_policy_op",
                                       f"SR_POLICY_OP_API_{operation}"),
                    **{"sids": sid_list()} | fields)

    def listed(self, bsid: str = BSID, dump: str | None = None):
        """Returns the policy from a dump; by default from the newest dump
        that this VPP has."""
        if dump is None:
            newest = self.has("sr_policies_v2_dump")
            dump = "sr_policies_v2_dump" if newest else "sr_policies_dump"
        policy, = [d for d in self.call(dump) if str(d.bsid) == bsid]
        return policy

    def indexes(self, bsid: str = BSID) -> list[int]:
        """Returns the indexes of the policy's segment lists, in order."""
        policy = self.listed(bsid, "sr_policies_with_sl_index_dump")
        return [entry.sl_index for entry in policy.sid_lists]

    def weights(self) -> list[int]:
        return [entry.weight for entry in self.listed().sid_lists]

    def set_source(self, source: str):
        self.expect(0, "sr_set_encap_source", encaps_source=source)


class Policies(PolicyChecks):

    def test_dumps(self):
        """all three dumps show a policy"""
        self.table(TABLE)
        self.add(fib_table=TABLE, sids=sid_list(5))
        for dump in ("sr_policies_dump", "sr_policies_v2_dump",
                     "sr_policies_with_sl_index_dump"):
            with self.subTest(dump):
                policy = self.listed(dump=dump)
                listed, = policy.sid_lists
                self.assertEqual((policy.is_encap, policy.fib_table,
                                  policy.num_sid_lists, listed.weight,
                                  listed.num_sids),
                                 (True, TABLE, 1, 5, len(SIDS)))
                self.assertEqual([str(sid) for sid in listed.sids],
                                 sid_list()["sids"])

    def test_weight(self):
        """the weight of the list is stored; all ones become 1, 0 stays 0"""
        for weight, stored in {7: 7, ALL_ONES: 1, 0: 0}.items():
            with self.subTest(weight):
                self.add(weight=99, sids=sid_list(weight))
                self.assertEqual(self.weights(), [stored])
                self.expect(0, "sr_policy_del", bsid_addr=BSID)

    def test_types(self):
        """dump v1 shows spray and TEF as is_spray, dump v2 shows the type"""
        self.need("sr_policy_add_v2")
        for number, name in enumerate(("DEFAULT", "SPRAY", "TEF")):
            with self.subTest(name):
                self.add(type=constant("sr_policy_type",
                                       f"SR_API_POLICY_TYPE_{name}"))
                self.assertEqual(self.listed().type, number)
                self.assertEqual(self.listed(dump="sr_policies_dump").is_spray,
                                 number > 0)
                self.expect(0, "sr_policy_del", bsid_addr=BSID)

    def test_spray(self):
        """is_spray of version 1 is shown as type 1 by version 2"""
        self.need("sr_policies_v2_dump")
        self.add(is_spray=True)
        self.assertEqual(self.listed().type, 1)

    def test_all_slots(self):
        """a segment list can hold 16 SIDs"""
        sids = [f"fcbb:bb00:{i:x}::1" for i in range(1, SID_SLOTS + 1)]
        self.add(sids=sid_list(sids=sids))
        listed, = self.listed().sid_lists
        self.assertEqual([str(sid) for sid in listed.sids], sids)

    def test_table(self):
        """a table id of all ones means table 0"""
        self.add(fib_table=ALL_ONES)
        self.assertEqual(self.listed().fib_table, 0)

    def test_twice(self):
        """a BSID can exist only once, over all tables"""
        self.table(TABLE)
        self.add()
        self.add(BSID_EXISTS)
        self.add(BSID_EXISTS, fib_table=TABLE)
        self.add(BSID_EXISTS, encap_src=SOURCE)

    def test_missing_table(self):
        """a policy in a missing table is refused"""
        self.add(NO_FIB, fib_table=NO_TABLE)
        self.add(NO_FIB, fib_table=NO_TABLE, encap_src=SOURCE)

    def test_route(self):
        """a BSID cannot replace a route to the same address"""
        self.route(f"{BSID}/128")
        self.add(BSID_EXISTS)

    def test_delete(self):
        """a second delete of a policy is refused"""
        self.add()
        self.expect(0, "sr_policy_del", bsid_addr=BSID, sr_policy_index=77)
        self.expect(NO_POLICY, "sr_policy_del", bsid_addr=BSID)


class PolicyChanges(PolicyChecks):

    def test_refused(self):
        """an unknown policy and an unknown operation are refused with -1"""
        for operation in ("ADD", "DEL", "MOD", "NONE"):
            self.modify(NO_POLICY, operation)
            self.modify(NO_POLICY, operation, encap_src=SOURCE)
        self.add()
        self.modify(BAD_OPERATION, "NONE")

    def test_add(self):
        """lists are appended, also equal ones; fib_table is ignored"""
        self.add()
        self.modify(0, "ADD", sids=sid_list(4), weight=99, fib_table=NO_TABLE)
        self.modify(0, "ADD", sids=sid_list(ALL_ONES), sr_policy_index=77)
        self.modify(0, "ADD", sids=sid_list(0))
        self.assertEqual(self.weights(), [1, 4, 1, 0])

    def test_delete(self):
        """the last list moves to the position of a deleted one"""
        self.add()
        for _ in range(3):
            self.modify(0, "ADD")
        first, second, third, fourth = self.indexes()
        self.modify(0, "DEL", sl_index=first)
        self.assertEqual(self.indexes(), [fourth, second, third])

    def test_reuse(self):
        """a new list gets the index that was freed last"""
        self.add()
        self.modify(0, "ADD")
        self.modify(0, "ADD")
        _, second, third = self.indexes()
        self.modify(0, "DEL", sl_index=third)
        self.modify(0, "DEL", sl_index=second)
        self.add(bsid=OTHER_BSID)
        self.modify(0, "ADD")
        self.assertEqual(self.indexes(OTHER_BSID), [second])
        self.assertEqual(self.indexes()[1], third)

    def test_delete_refused(self):
        """deleting the only list, or an unknown list, is refused"""
        self.add()
        index, = self.indexes()
        self.modify(LAST_LIST, "DEL", sl_index=index)
        self.modify(LAST_LIST, "DEL", sl_index=ALL_ONES)
        self.modify(0, "ADD")
        self.modify(NO_LIST_TO_DELETE, "DEL", sl_index=ALL_ONES)

    def test_modify(self):
        """a new weight is stored as given; unknown lists are refused"""
        self.add(sids=sid_list(3))
        index, = self.indexes()
        for weight in (9, ALL_ONES, 0):
            self.modify(0, "MOD", sl_index=index,
                        sids=sid_list(weight, sids=[]), weight=99)
            self.assertEqual(self.weights(), [weight])
        self.modify(NO_LIST_TO_MODIFY, "MOD", sl_index=ALL_ONES)


class Encapsulation(PolicyChecks):

    def setUp(self):
        self.set_source(SOURCE)
        self.addCleanup(self.set_source, "::")

    def source(self) -> str:
        self.need("sr_policies_v2_dump")
        return str(self.listed().encap_src)

    def test_default(self):
        """a policy keeps the source that is set when it is added"""
        self.add()
        self.set_source(OTHER_SOURCE)
        self.assertEqual(self.source(), SOURCE)
        self.add(bsid=OTHER_BSID, encap_src="::")
        self.assertEqual(str(self.listed(OTHER_BSID).encap_src), OTHER_SOURCE)

    def test_own(self):
        """version 2 gives a policy a source of its own"""
        self.add(encap_src="fd99::77")
        self.assertEqual(self.source(), "fd99::77")

    def test_insert(self):
        """a policy that inserts has no source"""
        self.add(is_encap=False, encap_src="fd99::77")
        self.assertEqual(self.source(), "::")

    def test_add_list(self):
        """the dump shows the source of the list that was added last"""
        self.add(encap_src="fd99::77")
        self.modify(0, "ADD", encap_src="fd99::78")
        self.assertEqual(self.source(), "fd99::78")
        self.modify(0, "ADD")
        self.assertEqual(self.source(), SOURCE)
        self.modify(0, "MOD", encap_src="fd99::79", sl_index=self.indexes()[0])
        self.assertEqual(self.source(), SOURCE)

    def test_shown(self):
        """the CLI shows source and hop limit"""
        self.assertIn(SOURCE, self.cli("show sr encaps source addr"))
        self.expect(0, "sr_set_encap_hop_limit", hop_limit=17)
        self.addCleanup(self.expect, 0, "sr_set_encap_hop_limit",
                        hop_limit=DEFAULT_HOP_LIMIT)
        self.assertIn("17", self.cli("show sr encaps hop-limit"))

    def test_hop_limit(self):
        """a hop limit of 0 is refused with -7"""
        self.expect(BAD_HOP_LIMIT, "sr_set_encap_hop_limit", hop_limit=0)
