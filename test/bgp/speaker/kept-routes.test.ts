import { mock } from "node:test";
import t, { type Test } from "tap";
import { Ip4Address, Ip6Address, Prefix } from "../../../src/address/index.ts";
import type { Family, GracefulRestart, Nlri } from "../../../src/bgp/message/index.ts";
import { KeptRoutes } from "../../../src/bgp/speaker/kept-routes.ts";

const PEER = "fd11::1";
const NEXT_HOP = Ip6Address.parse("fd12::1000");
const OTHERS = [
  { origin: "IGP", asPath: [] },
  { as: 64512, routerId: Ip4Address.parse("10.0.0.2") },
] as const;
const IP4: Nlri = Prefix.parse("10.0.0.0/8");
const IP6: Nlri = Prefix.parse("fd00::/8");

/** Graceful restart of 120 seconds for these families. */
function graceful(families: readonly Family[], isForwarding = false): GracefulRestart {
  return {
    hasRestarted: false,
    staysAfterNotification: false,
    restartSeconds: 120,
    families: families.map((family) => ({ family, isForwarding })),
  };
}

const BOTH = graceful(["ipv4-unicast", "ipv6-unicast"]);

/** Routes of an established peer that has announced one of each family, and the changes that time brings. */
function established(t: Test, { restart = BOTH, nextHop = NEXT_HOP } = {}): { routes: KeptRoutes; changes: string[] } {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.teardown(() => mock.timers.reset());
  const changes: string[] = [];
  const routes = new KeptRoutes(PEER, Ip6Address.parse(PEER), 30, (found) => {
    changes.push(...found.map(({ nlri, route }) => `${route ? "+" : "-"} ${nlri}`));
  });
  routes.back(restart);
  routes.announce({ family: "ipv4-unicast", nlri: [IP4], nextHop }, ...OTHERS);
  routes.announce({ family: "ipv6-unicast", nlri: [IP6], nextHop }, ...OTHERS);
  return { routes, changes };
}

t.test("routes of a lost session stay for the restart time", async (t) => {
  const { routes, changes } = established(t);
  t.equal(routes.lost(true), 120);
  mock.timers.tick(119_999);
  t.same(changes, []);
  mock.timers.tick(1);
  t.same(changes, ["- 10.0.0.0/8", "- fd00::/8"]);
});

t.test("of a peer that has withdrawn all its routes, none stay", async (t) => {
  const { routes, changes } = established(t);
  routes.withdraw({ family: "ipv4-unicast", nlri: [IP4] });
  routes.withdraw({ family: "ipv6-unicast", nlri: [IP6] });
  mock.timers.tick(3000);
  t.same(changes, ["- 10.0.0.0/8", "- fd00::/8"]);
  t.equal(routes.lost(true), 0);
});

t.test("routes do not stay if the peer has no graceful restart, or ended with a hard reset", async (t) => {
  const { routes, changes } = established(t);
  t.equal(routes.lost(false), 0);
  t.same(changes, ["- 10.0.0.0/8", "- fd00::/8"]);
});

t.test(
  "routes of a family that the peer did not name do not stay, and those that it does not name again go",
  async (t) => {
    const { routes, changes } = established(t, { restart: graceful(["ipv6-unicast"]) });
    routes.lost(true);
    t.same(changes, ["- 10.0.0.0/8"]);
    routes.back(graceful(["ipv4-unicast"]));
    t.same(changes, ["- 10.0.0.0/8", "- fd00::/8"]);
  },
);

t.test("an End of RIB gives the family 30 seconds, also if the restart time ends meanwhile", async (t) => {
  const { routes, changes } = established(t);
  routes.lost(true);
  routes.back(BOTH);
  mock.timers.tick(110_000);
  routes.endOfRib("ipv4-unicast");
  mock.timers.tick(10_000);
  t.same(changes, ["- fd00::/8"]);
  mock.timers.tick(20_000);
  t.same(changes, ["- fd00::/8", "- 10.0.0.0/8"]);
});

t.test("a session that is lost again begins the restart time anew", async (t) => {
  const { routes, changes } = established(t);
  routes.lost(true);
  routes.back(BOTH);
  routes.endOfRib("ipv4-unicast");
  routes.lost(true);
  mock.timers.tick(119_999);
  t.same(changes, []);
});

t.test("without F, routes that lead through the peer itself go when it is back; with F they stay", async (t) => {
  for (const [isForwarding, gone] of [
    [false, ["- 10.0.0.0/8"]],
    [true, []],
  ] as const) {
    const { routes, changes } = established(t, {
      nextHop: Ip6Address.parse(PEER),
      restart: graceful(["ipv4-unicast"]),
    });
    routes.lost(true);
    changes.length = 0;
    routes.back(graceful(["ipv4-unicast"], isForwarding));
    t.same(changes, gone);
    mock.timers.reset();
  }
});

t.test("withdrawn routes go after 0.1 s, and stay if the session is lost before", async (t) => {
  const { routes, changes } = established(t);
  t.same(routes.withdraw({ family: "ipv4-unicast", nlri: [IP4] }), []);
  mock.timers.tick(100);
  t.same(changes, ["- 10.0.0.0/8"]);
  routes.withdraw({ family: "ipv6-unicast", nlri: [IP6] });
  routes.lost(true);
  mock.timers.tick(100);
  t.same([changes, routes.staleCount], [["- 10.0.0.0/8"], 1]);
});

t.test("clear removes all routes, and nothing follows", async (t) => {
  const { routes, changes } = established(t);
  routes.lost(true);
  routes.clear();
  mock.timers.tick(1_000_000);
  t.same(changes, ["- 10.0.0.0/8", "- fd00::/8"]);
});
