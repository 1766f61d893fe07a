import t from "tap";
import { Ip4Address, Ip6Address, type IpAddress, Prefix } from "../../../src/address/index.ts";
import type { PathAttributes } from "../../../src/bgp/message/index.ts";
import { PeerRoutes, type RouteChange } from "../../../src/bgp/rib/routes.ts";

const ATTRIBUTES: PathAttributes = { origin: "IGP", asPath: [] };
const ORIGINATOR = { as: 64512, routerId: Ip4Address.parse("10.0.0.2") };
const HOP = Ip6Address.parse("fd12::1000");
const ip4 = (...texts: string[]) => texts.map((text) => Prefix.parse(text));

/** Routes of a peer that has announced 10.0.0.0/8 and 11.0.0.0/8 by fd12::1000, and an SR policy. */
function filled({ nextHop = HOP as IpAddress } = {}): PeerRoutes {
  const routes = new PeerRoutes("fd11::1");
  routes.announce({ family: "ipv4-unicast", nlri: ip4("10.0.0.0/8", "11.0.0.0/8"), nextHop }, ATTRIBUTES, ORIGINATOR);
  const policy = { distinguisher: 0, color: 6, endpoint: HOP };
  routes.announce({ family: "ipv6-sr-policy", nlri: [policy], nextHop: HOP }, ATTRIBUTES, ORIGINATOR);
  return routes;
}

function texts(changes: readonly RouteChange[]): string[] {
  return changes.map(
    ({ family, nlri, route }) => `${route ? "+" : "-"} ${family} ${nlri instanceof Prefix ? nlri : "policy"}`,
  );
}

t.test("returns what was announced, and keeps the last announcement of each route", async (t) => {
  const routes = new PeerRoutes("fd11::1");
  const first = routes.announce(
    { family: "ipv4-unicast", nlri: ip4("10.0.0.0/8"), nextHop: HOP },
    ATTRIBUTES,
    ORIGINATOR,
  );
  t.match(first, [{ peer: "fd11::1", family: "ipv4-unicast", route: { nextHop: HOP, attributes: ATTRIBUTES } }]);
  const later = { ...ATTRIBUTES, localPreference: 7 };
  routes.announce({ family: "ipv4-unicast", nlri: ip4("10.0.0.0/8"), nextHop: HOP }, later, ORIGINATOR);
  t.match(routes.list(), [{ attributes: { localPreference: 7 } }]);
  t.equal(routes.size, 1);
});

t.test("withdraws what was announced; other routes are no changes", async (t) => {
  const routes = filled();
  const changes = routes.withdraw({ family: "ipv4-unicast", nlri: ip4("10.0.0.0/8", "10.0.0.0/9") });
  t.same(texts(changes), ["- ipv4-unicast 10.0.0.0/8"]);
  t.same(routes.withdraw({ family: "ipv6-unicast", nlri: ip4("::/0") }), []);
  t.equal(routes.size, 2);
});

t.test("keeps stale routes of the given families, and removes those of others", async (t) => {
  const routes = filled();
  t.same(texts(routes.markStale(["ipv4-unicast"])), ["- ipv6-sr-policy policy"]);
  t.same([routes.size, routes.staleCount], [2, 2]);
});

t.test("removes stale routes that were not announced again", async (t) => {
  const routes = filled();
  routes.markStale(["ipv4-unicast", "ipv6-sr-policy"]);
  routes.announce({ family: "ipv4-unicast", nlri: ip4("11.0.0.0/8"), nextHop: HOP }, ATTRIBUTES, ORIGINATOR);
  t.equal(routes.staleCount, 2);
  t.same(texts(routes.removeStale(["ipv4-unicast"])), ["- ipv4-unicast 10.0.0.0/8"]);
  t.same(texts(routes.removeStale(["ipv6-sr-policy"])), ["- ipv6-sr-policy policy"]);
  t.equal(routes.size, 1);
});

t.test("removes the routes of a family that lead through an address", async (t) => {
  const routes = filled({ nextHop: Ip6Address.parse("fd11::1") });
  t.same(texts(routes.removeVia("ipv4-unicast", HOP)), []);
  const changes = routes.removeVia("ipv4-unicast", Ip6Address.parse("fd11::1"));
  t.same(texts(changes), ["- ipv4-unicast 10.0.0.0/8", "- ipv4-unicast 11.0.0.0/8"]);
});

t.test("a leaving route goes, unless it is announced again or becomes stale", async (t) => {
  const routes = filled();
  routes.markLeaving({ family: "ipv4-unicast", nlri: ip4("10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8") });
  routes.announce({ family: "ipv4-unicast", nlri: ip4("11.0.0.0/8"), nextHop: HOP }, ATTRIBUTES, ORIGINATOR);
  t.same(texts(routes.removeLeaving()), ["- ipv4-unicast 10.0.0.0/8"]);
  routes.markLeaving({ family: "ipv4-unicast", nlri: ip4("11.0.0.0/8") });
  routes.markStale(["ipv4-unicast", "ipv6-sr-policy"]);
  t.same([routes.removeLeaving(), routes.staleCount], [[], 2]);
});
