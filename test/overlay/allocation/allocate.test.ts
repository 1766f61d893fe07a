import t from "tap";
import { Ip6Address, parseIp6Prefix } from "../../../src/address/index.ts";
import { allocate, type OwnAddresses } from "../../../src/overlay/allocation/index.ts";
import type { OverlaySids } from "../../../src/overlay/config/index.ts";

const ip = Ip6Address.parse;

function sids(local: string | undefined, bsids: string, fixed: { DT4?: string; DT6?: string } = {}): OverlaySids {
  const addresses = Object.entries(fixed).map(([name, text]) => [name, ip(text)]);
  return {
    localSids: {
      pool: local === undefined ? undefined : parseIp6Prefix(local),
      fixed: Object.fromEntries(addresses),
      cluster: undefined,
    },
    bsids: { pool: parseIp6Prefix(bsids), cluster: parseIp6Prefix("cafe::/112") },
    basicSegments: "single",
    nodeSid: undefined,
  };
}

/** Returns own addresses as texts: DT4, DT6, IPv4, IPv6. */
function texts({ localSids, bsids }: OwnAddresses): string[] {
  return [localSids.DT4, localSids.DT6, bsids.IPv4, bsids.IPv6].map(String);
}

function own(DT4: string, DT6: string, IPv4: string, IPv6: string): OwnAddresses {
  return { localSids: { DT4: ip(DT4), DT6: ip(DT6) }, bsids: { IPv4: ip(IPv4), IPv6: ip(IPv6) } };
}

/** Returns owners by addresses. */
function takenBy(owners: Readonly<Record<string, string>>): (address: Ip6Address) => string | undefined {
  return (address) => owners[String(address)];
}

const FREE = takenBy({});
const POOLS = sids("fcdd:0:0:11aa::/64", "cafe::100/120");

t.test("the first addresses of the pools are chosen, but not those with a host part of 0", async (t) => {
  t.same(texts(allocate(POOLS, {}, FREE)), ["fcdd:0:0:11aa::1", "fcdd:0:0:11aa::2", "cafe::101", "cafe::102"]);
});

t.test("addresses that others have are left out", async (t) => {
  const taken = takenBy({ "fcdd:0:0:11aa::1": "VPP", "cafe::102": "node2" });
  t.same(texts(allocate(POOLS, {}, taken)), ["fcdd:0:0:11aa::2", "fcdd:0:0:11aa::3", "cafe::101", "cafe::103"]);
});

t.test("addresses that were kept are chosen again", async (t) => {
  const kept = own("fcdd:0:0:11aa::9", "fcdd:0:0:11aa::1", "cafe::102", "cafe::101");
  t.same(allocate(POOLS, kept, FREE), kept);
});

t.test("an address that was kept is not chosen for the other family", async (t) => {
  const kept = own("fcdd::1", "fcdd:0:0:11aa::1", "cafe::1", "cafe::101");
  t.same(texts(allocate(POOLS, kept, FREE)), ["fcdd:0:0:11aa::2", "fcdd:0:0:11aa::1", "cafe::102", "cafe::101"]);
});

const lost: readonly (readonly [why: string, kept: string])[] = [
  ["is not in the pool any more", "cafe::201"],
  ["is of another owner now", "cafe::107"],
  ["has a host part of 0", "cafe::100"],
  ["was kept for the other family too", "cafe::105"],
];

for (const [why, address] of lost) {
  t.test(`an address that ${why} is not chosen again`, async (t) => {
    const kept = own("fcdd:0:0:11aa::1", "fcdd:0:0:11aa::2", "cafe::105", address);
    const chosen = texts(allocate(POOLS, kept, takenBy({ "cafe::107": "node2" })));
    t.same(chosen.slice(2), ["cafe::105", "cafe::101"]);
  });
}

t.test("fixed addresses come before all others", async (t) => {
  const kept = own("fcdd::11", "fcdd::12", "cafe::101", "cafe::102");
  const both = sids(undefined, "cafe::100/120", { DT4: "fcdd::4", DT6: "fcdd::6" });
  t.same(texts(allocate(both, kept, FREE)).slice(0, 2), ["fcdd::4", "fcdd::6"]);
  const one = sids("fcdd::/64", "cafe::100/120", { DT6: "fcdd::1" });
  t.same(texts(allocate(one, {}, FREE)).slice(0, 2), ["fcdd::2", "fcdd::1"]);
  t.same(texts(allocate(one, own("fcdd::1", "fcdd::9", "cafe::1", "cafe::2"), FREE)).slice(0, 2), [
    "fcdd::2",
    "fcdd::1",
  ]);
});

t.test("a fixed address that is taken is refused, with its owner", async (t) => {
  const fixed = sids("fcdd::/64", "cafe::100/120", { DT4: "fcdd::4" });
  t.throws(() => allocate(fixed, {}, takenBy({ "fcdd::4": "End.X of another program" })), {
    code: "VPP_SRV6",
    message: "sids.localSids.DT4 fcdd::4 is taken by End.X of another program: name another address",
  });
});

t.test("a pool without a free address is refused, with the owners of its addresses", async (t) => {
  const taken = takenBy({ "cafe::101": "node2", "cafe::103": "node3" });
  t.throws(() => allocate(sids("fcdd::/64", "cafe::100/126"), {}, taken), {
    code: "VPP_SRV6",
    message:
      "sids.bsids.pool cafe::100/126: no free address for IPv6: cafe::101 is of node2, cafe::102 is of this node, cafe::103 is of node3: use a larger pool",
  });
  t.throws(() => allocate(sids("fcdd::/128", "cafe::100/120"), {}, FREE), {
    message: "sids.localSids.pool fcdd::/128: no free address for DT4: it has none: use a larger pool",
  });
  t.throws(() => allocate(sids(undefined, "cafe::100/120", { DT4: "fcdd::4" }), {}, FREE), {
    message: "sids.localSids: no address for DT6: give a pool, or DT6",
  });
});

t.test("a pool of any size is searched to a limit", async (t) => {
  let count = 0;
  const taken = () => `owner ${++count}`;
  t.throws(() => allocate(sids("fcdd::/32", "cafe::100/120"), {}, taken), {
    message:
      "sids.localSids.pool fcdd::/32: no free address for DT4: fcdd::1 is of owner 1, fcdd::2 is of owner 2, fcdd::3 is of owner 3, and 65533 more are taken: use a larger pool",
  });
  t.equal(count, 65536);
});
