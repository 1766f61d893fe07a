"""Checks of FIB tables and routes."""

import ipaddress

from .session import NO_TABLE, NO_VALUE, TABLE, Checks, drop_route, fib_path

FAMILIES = {"IPv4": ("10.99.1.0/24", "10.99.0.2"),
            "IPv6": ("2001:db8:99:1::/64", "2001:db8:99::2")}
# Above 2**31, and what remains of it in a signed number.
HIGH_TABLE, SIGNED_HIGH_TABLE = 3519870697, -775096599
API, CLI, DEFAULT_ROUTE = 8, 9, 20
# By name: the numbers of those that VPP allocates depend on its plugins.
PRIORITIES = {"special": 0, "interface": 3, "SR": 16, "path-mtu": 16,
              "API": 128, "CLI": 129, "adjacency": 208, "default-route": 253}


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

    def test_name(self):
        """a table without a name is named after its id as a signed number"""
        self.table(HIGH_TABLE)
        self.assertIn((HIGH_TABLE, True, f"ipv6-VRF:{SIGNED_HIGH_TABLE}"),
                      self.tables())

    def test_allocate(self):
        """a table gets the id that is asked for, or any other than ~0"""
        for asked in (TABLE, NO_VALUE):
            table = {"table_id": asked, "is_ip6": True, "name": "peers"}
            given = self.expect(0, "ip_table_allocate", table=table).table
            self.assertEqual(given.table_id == TABLE, asked == TABLE)
            self.assertIn((given.table_id, True, "peers"), self.tables())
            table["table_id"] = given.table_id
            self.expect(0, "ip_table_add_del", is_add=False, table=table)

    def test_sources(self):
        """the sources of routes have the priorities of this VPP"""
        found = {d.src.name: d.src.priority
                 for d in self.call("fib_source_dump")}
        self.assertEqual({name: found.get(name) for name in PRIORITIES},
                         PRIORITIES)


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

    def test_lookup(self):
        """a lookup finds the longest prefix, or exactly the prefix"""
        for family, (prefix, hop) in FAMILIES.items():
            with self.subTest(family):
                table_id = self.table(TABLE, family == "IPv6")
                self.route(prefix, table_id)
                network = ipaddress.ip_network(prefix)
                host = f"{network[1]}/{network.max_prefixlen}"
                everything = network.supernet(new_prefix=0)
                self.assertEqual(self.lookup(host, table_id, 0),
                                 (network, API))
                self.assertEqual(self.lookup(prefix, table_id, 1),
                                 (network, API))
                self.assertEqual(
                    self.lookup(f"{hop}/{network.max_prefixlen}", table_id, 0),
                    (everything, DEFAULT_ROUTE))
                for message in ("ip_route_lookup", "ip_route_lookup_v2"):
                    self.expect(-6, message, table_id=table_id, exact=1,
                                prefix=host)
                    self.expect(-3, message, table_id=NO_TABLE, exact=0,
                                prefix=host)

    def lookup(self, prefix: str, table_id: int, exact: int) -> tuple:
        """Returns the prefix and the source of the route that is found."""
        fields = {"table_id": table_id, "exact": exact, "prefix": prefix}
        route = self.expect(0, "ip_route_lookup_v2", **fields).route
        self.assertEqual(
            self.expect(0, "ip_route_lookup", **fields).route.prefix,
            route.prefix)
        return route.prefix, route.src

    def test_source(self):
        """a dump by source lists the routes of this source"""
        table_id = self.table(TABLE, False)
        prefix, _ = FAMILIES["IPv4"]
        route = drop_route(prefix, table_id) | {"src": CLI}
        self.expect(0, "ip_route_add_del_v2", is_add=True, route=route)
        table = {"table_id": table_id, "is_ip6": False}
        for source, found in ((CLI, [prefix]), (API, [])):
            dump = self.call("ip_route_v2_dump", src=source, table=table)
            self.assertEqual([str(d.route.prefix) for d in dump], found)
        self.expect(0, "ip_route_add_del_v2", is_add=False, route=route)

    def test_no_paths(self):
        """a route without paths is refused with -52"""
        for message in ("ip_route_add_del", "ip_route_add_del_v2"):
            self.expect(-52, message)
