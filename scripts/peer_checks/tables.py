"""Checks of FIB tables and routes."""

import ipaddress

from .session import NO_TABLE, TABLE, Checks, drop_route, fib_path

FAMILIES = {"IPv4": ("10.99.1.0/24", "10.99.0.2"),
            "IPv6": ("2001:db8:99:1::/64", "2001:db8:99::2")}


class Tables(Checks):

    def tables(self) -> set[tuple[int, bool, str]]:
        return {(d.table.table_id, d.table.is_ip6, d.table.name)
                for d in self.call("ip_table_dump")}

    def test_default(self):
        """table 0 of both families exists"""
        found = {(table_id, is_ip6) for table_id, is_ip6, _ in self.tables()}
        self.assertLessEqual({(0, False), (0, True)}, found)

    def test_add_delete(self):
        """a table is listed with its name until it is deleted"""
        for is_ip6 in (False, True):
            table = {"table_id": TABLE, "is_ip6": is_ip6, "name": "peers"}
            entry = (TABLE, is_ip6, "peers")
            self.expect(0, "ip_table_add_del", is_add=True, table=table)
            self.assertIn(entry, self.tables())
            self.expect(0, "ip_table_add_del", is_add=False, table=table)
            self.assertNotIn(entry, self.tables())


class Routes(Checks):

    def paths(self, prefix: str, table_id: int):
        """Returns the paths of a route, or None if it does not exist."""
        network = ipaddress.ip_network(prefix)
        table = {"table_id": table_id, "is_ip6": network.version == 6}
        for details in self.call("ip_route_dump", table=table):
            if details.route.prefix == network:
                return details.route.paths
        return None

    def test_next_hop(self):
        """a route is listed with its next hop until it is deleted"""
        for family, (prefix, hop) in FAMILIES.items():
            with self.subTest(family):
                self.table(TABLE, family == "IPv6")
                arm = family[2:].lower().replace("v", "ip")
                path = fib_path(prefix, sw_if_index=self.loopback(),
                                nh={"address": {arm: hop}})
                route = {"table_id": TABLE, "prefix": prefix, "n_paths": 1,
                         "paths": [path]}
                self.expect(0, "ip_route_add_del", is_add=True, route=route)
                listed, = self.paths(prefix, TABLE)
                self.assertEqual(str(getattr(listed.nh.address, arm)), hop)
                self.assertEqual(listed.sw_if_index, path["sw_if_index"])
                self.expect(0, "ip_route_add_del", is_add=False, route=route)
                self.assertIsNone(self.paths(prefix, TABLE))

    def test_missing_table(self):
        """a route into a missing table is refused with -3"""
        for prefix, _ in FAMILIES.values():
            self.expect(-3, "ip_route_add_del", is_add=True,
                        route=drop_route(prefix, NO_TABLE))

    def test_empty_dump(self):
        """a dump of a missing table is empty and ends"""
        self.assertEqual(self.call("ip_route_dump", table={
            "table_id": NO_TABLE, "is_ip6": True}), [])
