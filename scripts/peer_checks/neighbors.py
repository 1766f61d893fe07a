"""Checks of neighbours and the routes to them."""

from .session import TABLE, Checks, constant

MAC = "02:00:00:00:00:02"
ADDRESSES = {"10.99.0.2": 32, "2001:db8:99::2": 128}
ADJACENCY = 15


class Neighbors(Checks):

    def neighbor(self, index: int, address: str, *flags: str):
        items = (constant("ip_neighbor_flags", f"IP_API_NEIGHBOR_FLAG_{flag}")
                 for flag in flags)
        return {"sw_if_index": index, "mac_address": MAC, "flags": sum(items),
                "ip_address": address}

    def routes(self, is_ip6: bool) -> list[str]:
        """Returns the prefixes of the routes that neighbours have."""
        table = {"table_id": 0, "is_ip6": is_ip6}
        return [str(d.route.prefix) for d in self.call(
            "ip_route_v2_dump", src=ADJACENCY, table=table)]

    def test_neighbor(self):
        """a neighbour is listed and has a route until it is deleted"""
        index = self.loopback()
        for address, length in ADDRESSES.items():
            with self.subTest(address):
                is_ip6 = ":" in address
                neighbor = self.neighbor(index, address, "STATIC")
                self.expect(0, "ip_neighbor_add_del", is_add=True,
                            neighbor=neighbor)
                details, = self.call("ip_neighbor_dump", sw_if_index=index,
                                     af=is_ip6)
                listed = details.neighbor
                self.assertEqual(
                    (str(listed.ip_address), str(listed.mac_address),
                     int(listed.flags)), (address, MAC, neighbor["flags"]))
                self.assertEqual(self.routes(is_ip6), [f"{address}/{length}"])
                self.expect(0, "ip_neighbor_add_del", is_add=False,
                            neighbor=neighbor)
                self.assertEqual(self.routes(is_ip6), [])
                self.expect(-6, "ip_neighbor_add_del", is_add=False,
                            neighbor=neighbor)

    def test_no_route(self):
        """a neighbour that is not to have a route has none"""
        index = self.loopback()
        for address in ADDRESSES:
            neighbor = self.neighbor(index, address, "STATIC", "NO_FIB_ENTRY")
            self.expect(0, "ip_neighbor_add_del", is_add=True,
                        neighbor=neighbor)
            self.assertEqual(self.routes(":" in address), [])
            self.expect(0, "ip_neighbor_add_del", is_add=False,
                        neighbor=neighbor)

    def test_static(self):
        """a neighbour that is not static does not replace a static one"""
        index = self.loopback()
        static = self.neighbor(index, "10.99.0.2", "STATIC")
        self.expect(0, "ip_neighbor_add_del", is_add=True, neighbor=static)
        other = self.neighbor(index, "10.99.0.2") | {
            "mac_address": "02:00:00:00:00:03"}
        self.expect(-2, "ip_neighbor_add_del", is_add=True, neighbor=other)
        self.expect(0, "ip_neighbor_add_del", is_add=False, neighbor=static)

    def test_unknown_interface(self):
        """a neighbour at an unknown interface is refused with -2"""
        self.expect(-2, "ip_neighbor_add_del", is_add=True,
                    neighbor=self.neighbor(TABLE, "10.99.0.2"))
