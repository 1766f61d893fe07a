import t from "tap";
import { type Ip6Prefix, Prefix } from "../../../src/address/index.ts";
import { connect } from "../../../src/client/index.ts";
import {
  type Ground,
  NO_RANGES,
  ownedEntries,
  ownershipOf,
  rangesInUse,
  rangesOutside,
  UNDERLAY,
  withRanges,
} from "../../../src/overlay/install/ground.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { Srv6 } from "../../../src/srv6/index.ts";
import { node } from "../model/scene.ts";

const range = (text: string) => Prefix.parse(text) as Ip6Prefix;
const GROUND: Ground = {
  source: node("fd11::1000"),
  localSids: [],
  table: 0,
  bsids: [range("cafe::/112")],
  sids: [range("fcdd::/48")],
  locators: [range("fcdd::/48")],
};
const BEFORE = { bsids: [range("beef::/112")], sids: [range("fcde::/48")], locators: [range("fcde::/48")] };

t.test("what lies in the ranges is the agent's, and steering only where it leads to an owned BSID", async (t) => {
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const srv6 = new Srv6(vpp);
  for (const bsid of ["cafe::1", "beef::1", "dead::1"]) {
    await srv6.addPolicy({ bsid, segmentLists: [{ segments: ["fcff:9::1"] }] });
    await srv6.steer({ kind: "l3", prefix: `${bsid.slice(0, 4)}:1::/64` }, bsid);
  }
  for (const sid of ["fcdd::1", "fcde::1", "fcee::1"]) await srv6.addLocalSid({ sid, behavior: { type: "End" } });
  const view = await srv6.observe({ routesIn: [UNDERLAY] });
  const owned = (ground: Ground) => {
    const { policies, steering, localSids } = ownedEntries(view, ground);
    return [policies.map(({ bsid }) => bsid), steering.map(({ bsid }) => bsid), localSids.map(({ sid }) => sid)].map(
      String,
    );
  };
  t.same(owned(GROUND), ["cafe::1", "cafe::1", "fcdd::1"]);
  t.same(owned(withRanges(GROUND, BEFORE)), ["cafe::1,beef::1", "cafe::1,beef::1", "fcdd::1,fcde::1"]);
  t.match(ownershipOf(GROUND), { bsids: GROUND.bsids, sids: GROUND.sids, routes: [{ tableId: 0 }] });
  t.same(rangesInUse(view, BEFORE, GROUND), { ...BEFORE, locators: [] }, "no route to a locator is left");
  const wide = { ...NO_RANGES, bsids: [range("cafe::/104")], sids: [range("fcdd::/32")] };
  t.same(rangesInUse(view, wide, GROUND), NO_RANGES, "what is owned anyway keeps no other range in use");
});

t.test("the ranges that lie in none of a ground are each named once", async (t) => {
  const before = { ...BEFORE, bsids: [...BEFORE.bsids, range("cafe::100/120"), ...BEFORE.bsids] };
  t.same(rangesOutside(before, GROUND), BEFORE);
  t.same(rangesOutside(GROUND, GROUND), NO_RANGES);
});
