import t from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import { Srv6, trafficFrom } from "../../../src/srv6/index.ts";
import {
  isSteeringRoute,
  orphansOf,
  readRoutesFrom,
  readSourceNames,
  readSrRoutes,
} from "../../../src/srv6/read/routes.ts";
import { localSidFrom } from "../../../src/srv6/values/local-sid.ts";
import { policyFrom } from "../../../src/srv6/values/policy.ts";
import { simulated } from "../scene.ts";

const MAIN = { family: 6, tableId: 0 } as const;
const bsid = Ip6Address.parse("cafe::1");
const localSid = localSidFrom({ sid: "fcdd::1", behavior: { type: "End" } });
const policy = policyFrom({ bsid, segmentLists: [{ segments: ["fc00::1"] }] });
const steering = { ...trafficFrom({ kind: "l3", prefix: "fc01::/16" }), bsid };
const route = (text: string) => ({ prefix: Prefix.parse(text), tableId: 0 });

t.test("sources have names; whether there are routes of one that VPP does not list is not known", async (t) => {
  const { vpp } = await simulated(t);
  const names = [...(await readSourceNames(vpp)).values()];
  t.ok(["API", "SR", "interface"].every((name) => names.includes(name)));
  const message = "fib_source_dump: VPP lists no source nobody";
  await t.rejects(readRoutesFrom(vpp, "nobody", [MAIN]), { code: "VPP_SRV6", message });
});

t.test("the routes of SRv6 are those of SIDs, BSIDs and steered traffic", async (t) => {
  const { vpp } = await simulated(t);
  const srv6 = new Srv6(vpp);
  await srv6.addLocalSid({ sid: "fcdd::1", behavior: { type: "End" } });
  await srv6.addPolicy({ bsid, segmentLists: [{ segments: ["fc00::1"] }] });
  await srv6.steer({ kind: "l3", prefix: "fc01::/16" }, bsid);
  const shown = (await readSrRoutes(vpp, [MAIN])).map((route) => `${route.prefix} ${isSteeringRoute(route)}`);
  t.same(shown.sort(), ["cafe::1/128 false", "fc01::/16 true", "fcdd::1/128 false"]);
  const [steered = []] = (await readRoutesFrom(vpp, "SR", [MAIN])).map((routes) => routes.filter(isSteeringRoute));
  t.same(
    steered.map(({ prefix }) => String(prefix)),
    ["fc01::/16"],
  );
});

t.test("a route that nothing explains is an orphan", async (t) => {
  const all = [route("fcdd::1/128"), route("cafe::1/128"), route("fc01::/16"), route("fcdd::9/64")];
  const orphans = orphansOf(all, [localSid], [policy], [steering]);
  t.same(orphans, [{ prefix: Prefix.parse("fcdd::9/64"), tableId: 0 }]);
  const unknown = { ...localSid, prefixLength: "unknown" } as const;
  t.same(orphansOf([route("fcdd::/64"), route("fcdd::1/128")], [unknown], [], []), []);
  t.equal(orphansOf([route("fcdd::1/128")], [{ ...localSid, fibTable: 7 }], [], []).length, 1);
});
