import t from "tap";
import { Ip4Address, Ip6Address } from "../../../src/address/index.ts";
import { describeRoute, type StaticRouteInput, staticRouteFrom } from "../../../src/srv6/values/static-route.ts";
import { tableRouteFrom } from "../../../src/srv6/values/table-route.ts";

t.test("a route is read from text or values, without host bits, in table 0 unless it names another", async (t) => {
  const route = staticRouteFrom({ prefix: "fcff:3::7/48", nextHop: "fd00:12::2", swIfIndex: 3 });
  t.equal(describeRoute(route), "fcff:3::/48 table 0 via fd00:12::2 on interface 3");
  const nextHop = Ip4Address.parse("10.0.0.2");
  const other = staticRouteFrom({ prefix: "10.3.0.0/16", tableId: 7, nextHop, swIfIndex: 3 });
  t.equal(describeRoute(other), "10.3.0.0/16 table 7 via 10.0.0.2 on interface 3");
  t.same(tableRouteFrom({ prefix: "10.3.9.9/16" }), { prefix: other.prefix, tableId: 0 });
});

const ROUTE = { prefix: "fcff:3::/48", nextHop: "fd00:12::2", swIfIndex: 3 };
const wrong: readonly (readonly [input: unknown, code: string, message: string | RegExp])[] = [
  [undefined, "VPP_FIELD_RANGE", "route: undefined is not an object"],
  [{ ...ROUTE, prefix: 7 }, "VPP_FIELD_RANGE", "route.prefix: 7 is not a prefix"],
  [{ ...ROUTE, prefix: "fcff:3::" }, "VPP_ADDRESS", /fcff:3::/],
  [{ ...ROUTE, nextHop: undefined }, "VPP_FIELD_RANGE", "route.nextHop: undefined is not an IP address"],
  [{ ...ROUTE, swIfIndex: "loop0" }, "VPP_FIELD_RANGE", /^route\.swIfIndex: "loop0" is not /],
  [
    { ...ROUTE, nextHop: "10.0.0.1" },
    "VPP_SRV6",
    "10.0.0.1 cannot be a next hop for fcff:3::/48: a route to an IPv6 prefix needs an IPv6 next hop",
  ],
  [
    { ...ROUTE, nextHop: Ip6Address.UNSPECIFIED },
    "VPP_SRV6",
    ":: cannot be a next hop for fcff:3::/48: it is the unspecified address",
  ],
];
for (const [input, code, message] of wrong) {
  t.test(`refuses a route: ${message}`, async (t) => {
    t.throws(() => staticRouteFrom(input as StaticRouteInput), { code, message });
  });
}
