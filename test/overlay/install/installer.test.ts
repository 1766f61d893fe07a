import { mock } from "node:test";
import t, { type Test } from "tap";
import { Ip6Address, type Ip6Prefix, Prefix } from "../../../src/address/index.ts";
import { ipRouteAddDel } from "../../../src/binapi/ip.ts";
import {
  srLocalsidAddDel,
  srPolicyAddV2,
  srPolicyDel,
  srSetEncapSource,
  srSteeringAddDel,
} from "../../../src/binapi/sr.ts";
import { connect, type VppClient } from "../../../src/client/index.ts";
import { VppError } from "../../../src/errors.ts";
import { type Ground, type InstallEvent, Installer } from "../../../src/overlay/install/index.ts";
import { OverlayModel } from "../../../src/overlay/model/index.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/index.ts";
import { Srv6 } from "../../../src/srv6/index.ts";
import { heldBy } from "../agent/scene.ts";
import { node, path, prefix, tunnelKey } from "../model/scene.ts";

const ONE = prefix("172.16.104.64/26");
const NODE2 = node("fd12::1000");
const range = (text: string) => Prefix.parse(text) as Ip6Prefix;
const sid = (text: string) => ({ sid: Ip6Address.parse(text), behavior: { type: "End.DT6", tableId: 0 } }) as const;

/** What a node needs besides tunnels, with these local SIDs. */
function ground(...sids: readonly string[]): Ground {
  return {
    source: node("fd11::1000"),
    localSids: sids.map(sid),
    table: 0,
    bsids: [range("cafe::/112")],
    sids: [range("fcdd::/48")],
    locators: [range("fcdd::/48")],
  };
}

interface Scene {
  readonly simulator: Simulator;
  readonly vpp: VppClient;
  readonly model: OverlayModel;
  readonly installer: Installer;
  readonly events: InstallEvent[];
  /** How many entries the simulated VPP has. */
  held(): ReturnType<typeof heldBy>;
}

/** An installer with a simulated VPP, which is not attached yet. */
async function start(t: Test): Promise<Scene> {
  const simulator = await startSimulator();
  const vpp = await connect({ socketPath: simulator.socketPath });
  const events: InstallEvent[] = [];
  const model: OverlayModel = new OverlayModel("bgp", () => installer.schedule());
  const installer: Installer = new Installer(model, (event) => events.push(event));
  t.teardown(async () => {
    mock.timers.reset();
    await installer.close();
    await vpp.close();
    await simulator.close();
  });
  return { simulator, vpp, model, installer, events, held: () => heldBy(simulator) };
}

/** Makes a tunnel to fd12::1000 with a prefix known. */
function know(model: OverlayModel): void {
  model.prefixes.set("peer", ONE, NODE2);
  model.paths.bgp.set("a", path({ family: "IPv4", bsid: "cafe::201", lists: ["fcdd:0:0:12aa::4"] }));
}

t.test("gives a VPP its local SIDs, and all that changes in a turn by one update", async (t) => {
  const { simulator, vpp, model, installer, events, held } = await start(t);
  await installer.attach(vpp, ground("fcdd::1", "fcdd::2"));
  t.same(held().localSids, ["fcdd::1", "fcdd::2"]);
  t.match(events, [
    { type: "local-sid", isHeld: true },
    { type: "local-sid", isHeld: true },
  ]);
  know(model);
  await installer.idle();
  t.same(held().steering, [`${ONE} -> cafe::201`]);
  t.match(installer.counters, { updates: 2, steps: 5, refused: 0, checks: 0 });
  t.match(events.at(-1), { type: "tunnel", endpoint: NODE2, prefixes: 1, before: undefined });
  t.equal(String(installer.pathOf(tunnelKey("fd12::1000", "IPv4"))?.policy.bsid), "cafe::201");
  t.equal(installer.isSteered(ONE.toKey()), true);
  know(model);
  await installer.idle();
  t.equal(installer.counters.updates, 2);
  t.equal(simulator.calls(srSteeringAddDel).length, 1);
});

t.test("before a VPP is there all is remembered", async (t) => {
  const { vpp, model, installer, held } = await start(t);
  know(model);
  await installer.idle();
  t.equal(installer.counters.updates, 0);
  await installer.attach(vpp, ground("fcdd::1"));
  t.same(held().steering, [`${ONE} -> cafe::201`]);
});

t.test("an item that VPP refuses returns after a pause, is reported once, and hinders no other", async (t) => {
  const { simulator, vpp, model, installer, events, held } = await start(t);
  await installer.attach(vpp, ground("fcdd::1"));
  const fault = simulator.inject({ kind: "retval", message: srPolicyAddV2.name, retval: -3 });
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  know(model);
  model.locators.set("peer", prefix("fcdd:0:0:12aa::/64"), NODE2);
  await installer.idle();
  t.match(
    events.filter(({ type }) => type === "refused").map((each) => "name" in each && each.name),
    [/cafe::201/, /172\.16\.104\.64/],
  );
  t.match(installer.obstacleOf(ONE), { attempts: 1, error: { retval: -3 } });
  mock.timers.tick(1000);
  await installer.idle();
  t.equal(events.filter(({ type }) => type === "refused").length, 2);
  t.match(installer.obstacleOf(ONE), { attempts: 2 });
  fault.clear();
  mock.timers.tick(2000);
  await installer.idle();
  t.same([installer.obstacles, held().steering], [[], [`${ONE} -> cafe::201`]]);
  t.match(events.at(-1), { type: "tunnel", path: { origin: {} }, before: undefined });
});

t.test("what was refused and is not wanted any more is no obstacle", async (t) => {
  const { simulator, vpp, model, installer } = await start(t);
  await installer.attach(vpp, ground("fcdd::1"));
  simulator.inject({ kind: "retval", message: srPolicyAddV2.name, retval: -3 });
  know(model);
  await installer.idle();
  t.equal(installer.obstacles.length, 2);
  model.paths.bgp.delete("a");
  await installer.idle();
  t.same(installer.obstacles, []);
});

t.test(
  "routes that cannot be read are an obstacle until they are read again, and no locator is lost meanwhile",
  async (t) => {
    const { simulator, vpp, model, installer } = await start(t);
    let isReadable = true;
    const calls = new Proxy(vpp, {
      get(_, name: keyof VppClient) {
        const value: unknown = vpp[name];
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => {
          if (name === "dump" && !isReadable) throw new VppError("VPP_TIMEOUT", "no answer");
          return value.apply(vpp, given);
        };
      },
    });
    await installer.attach(calls, ground("fcdd::1"));
    const fault = simulator.inject({ kind: "retval", message: ipRouteAddDel.name, retval: -1 });
    mock.timers.enable({ apis: ["setTimeout", "Date"] });
    const locators = ["fcdd:0:0:12aa::/64", "fcdd:0:0:13aa::/64", "fcdd:0:0:14aa::/64"].map(prefix);
    model.locators.set("peer", locators[0]!, NODE2);
    await installer.idle();
    fault.clear();
    isReadable = false;
    for (const each of locators.slice(1)) {
      model.locators.set("peer", each, NODE2);
      await installer.idle();
    }
    t.match(
      installer.obstacles.map(({ name }) => name),
      [/12aa/, "routes to locators"],
    );
    isReadable = true;
    mock.timers.tick(4000);
    await installer.idle();
    await installer.idle();
    t.same(installer.obstacles, []);
    const table = { family: 6, tableId: 0 } as const;
    const routes = (await new Srv6(vpp).observe({ routesIn: [table] }))
      .routesIn(table)
      .map(({ prefix }) => `${prefix}`);
    for (const each of locators) t.ok(routes.includes(String(each)), String(each));
  },
);

for (const [message, name] of [
  [srSetEncapSource, /encap/],
  [srLocalsidAddDel, /fcdd::1/],
] as const) {
  t.test(`a ${message.name} that VPP refuses is an obstacle, and is tried again`, async (t) => {
    const { simulator, vpp, installer, events } = await start(t);
    const fault = simulator.inject({ kind: "retval", message: message.name, retval: -1 });
    mock.timers.enable({ apis: ["setTimeout", "Date"] });
    await installer.attach(vpp, ground("fcdd::1"));
    t.match(installer.obstacles, [{ name, attempts: 1 }]);
    t.equal(
      events.some((each) => each.type === "local-sid" && !each.isHeld),
      message === srLocalsidAddDel,
    );
    fault.clear();
    mock.timers.tick(1000);
    await installer.idle();
    t.same(installer.obstacles, []);
    t.match(events.at(-1), { type: "local-sid", isHeld: true });
  });
}

t.test("a VPP that is gone refuses nothing: everything is tried when it is back", async (t) => {
  const { simulator, vpp, model, installer, events, held } = await start(t);
  const forget = await vpp.onReady((generation) => installer.attach(generation, ground("fcdd::1")));
  t.teardown(forget);
  know(model);
  await installer.idle();
  const before = held();
  const count = events.length;
  const restarted = simulator.restart();
  model.locators.set("peer", prefix("fcdd:0:0:12aa::/64"), NODE2);
  await restarted;
  for await (const state of vpp.states()) if (state.type === "ready" && held().policies.length > 0) break;
  t.same([installer.obstacles, held()], [[], before]);
  t.same(
    events.slice(count).map(({ type }) => type),
    ["local-sid", "attached"],
  );
});

t.test("old local SIDs go when the sources have settled, and those of others stay", async (t) => {
  const { vpp, installer, held } = await start(t);
  const other = new Srv6(vpp);
  await other.addLocalSid(sid("fcee::1"));
  await installer.attach(vpp, ground("fcdd::1"));
  await installer.setGround(ground("fcdd::2"));
  t.same(held().localSids, ["fcdd::1", "fcdd::2", "fcee::1"]);
  await installer.learn("settled");
  t.same(held().localSids, ["fcdd::2", "fcee::1"]);
  await installer.setGround(ground("fcdd::3"));
  t.same(held().localSids, ["fcdd::3", "fcee::1"]);
});

t.test("of many tunnels that have other BSIDs than VPP has, no policy goes before its traffic", async (t) => {
  const { vpp, model, installer, held } = await start(t);
  const nodes = Array.from({ length: 150 }, (_, at) => `fd12::${at + 1}`);
  const announce = (model: OverlayModel, first: number) => {
    for (const [at, each] of nodes.entries()) {
      model.prefixes.set("peer", prefix(`10.${at}.0.0/24`), node(each));
      model.paths.bgp.set(each, path({ family: "IPv4", endpoint: each, bsid: `cafe::${first + at}` }));
    }
  };
  announce(model, 1000);
  await installer.attach(vpp, ground());
  const events: InstallEvent[] = [];
  const next = new OverlayModel("bgp", () => later.schedule());
  const later = new Installer(next, (event) => events.push(event));
  announce(next, 2000);
  await later.learn("settled");
  await later.attach(vpp, ground());
  t.same(
    events.filter(({ type }) => type === "refused"),
    [],
  );
  t.same(
    held().steering.filter((each) => !each.includes("cafe::2")),
    [],
  );
  t.equal(held().steering.length, 150);
});

t.test("a check repairs what others have changed, also while something is withdrawn", async (t) => {
  const { simulator, vpp, model, installer, events, held } = await start(t);
  await installer.attach(vpp, ground("fcdd::1"));
  await installer.learn("settled");
  know(model);
  await installer.idle();
  const other = new Srv6(vpp);
  await other.deleteLocalSid("fcdd::1");
  model.prefixes.delete("peer", ONE);
  await installer.check();
  await installer.idle();
  t.same(held(), { policies: [], steering: [], localSids: ["fcdd::1"] });
  t.same(installer.obstacles, []);
  t.match(
    events.findLast(({ type }) => type === "repaired"),
    { type: "repaired" },
  );
  t.equal(simulator.calls(srPolicyDel).length, 1);
  await installer.check();
  t.match(installer.counters, { checks: 2 });
});

t.test("removes all that is owned, and nothing else", async (t) => {
  const { vpp, model, installer, held } = await start(t);
  const other = new Srv6(vpp);
  await other.addLocalSid(sid("fcee::1"));
  await other.addPolicy({ bsid: "dead::1", segmentLists: [{ segments: ["fcff:9::1"] }] });
  await other.steer({ kind: "l3", prefix: "172.16.110.0/26" }, "dead::1");
  await installer.attach(vpp, ground("fcdd::1"));
  know(model);
  await installer.idle();
  await installer.removeAll();
  t.same(held(), {
    policies: ["dead::1: fcff:9::1 x1"],
    steering: ["172.16.110.0/26 -> dead::1"],
    localSids: ["fcee::1"],
  });
  know(model);
  model.paths.bgp.delete("a");
  await installer.idle();
  t.equal(held().policies.length, 1, "it has ended");
});

/** Makes so many tunnels known, each with a prefix; or their prefixes alone. */
function knowMany(model: OverlayModel, tunnels: number, hasPaths = true): void {
  for (let at = 1; at <= tunnels; at++) {
    const endpoint = `fd12::${at.toString(16)}`;
    model.prefixes.set("peer", prefix(`10.${at >> 8}.${at & 255}.0/24`), node(endpoint));
    const given = { endpoint, family: "IPv4", bsid: `cafe::${at.toString(16)}`, lists: ["fcdd:0:0:12aa::4"] } as const;
    if (hasPaths) model.paths.bgp.set(endpoint, path(given));
    else model.paths.bgp.delete(endpoint);
  }
}

/** Resolves in the turn of the event loop in which something has come true. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}

t.test("changes that come while VPP has much to do are sent before it has answered", async (t) => {
  const { simulator, vpp, model, installer, held } = await start(t);
  await installer.attach(vpp, ground("fcdd::1"));
  const delay = simulator.inject({ kind: "delay", message: srPolicyAddV2.name, ms: Number.POSITIVE_INFINITY });
  knowMany(model, 150); // two updates
  await until(() => simulator.calls(srPolicyAddV2).length > 0);
  know(model);
  await until(() => simulator.calls(srPolicyAddV2).length === 151);
  t.equal(installer.isSteered(prefix("10.0.1.0/24").toKey()), false);
  delay.clear();
  await installer.idle();
  t.equal(held().steering.length, 151);
  t.equal(installer.isSteered(prefix("10.0.1.0/24").toKey()), true);
});

t.test("what is wanted again before VPP has answered to its removal is there in the end", async (t) => {
  const { simulator, vpp, model, installer, held } = await start(t);
  await installer.attach(vpp, ground("fcdd::1"));
  knowMany(model, 300);
  await installer.idle();
  const before = held();
  t.equal(before.steering.length, 300);
  const delay = simulator.inject({ kind: "delay", message: srSteeringAddDel.name, ms: Number.POSITIVE_INFINITY });
  knowMany(model, 300, false);
  await until(() => simulator.calls(srSteeringAddDel).length > 300);
  knowMany(model, 300);
  await new Promise((resolve) => setImmediate(resolve)); // they are looked at
  delay.clear();
  await installer.idle();
  t.same(held(), before);
  t.equal(installer.isSteered(prefix("10.0.1.0/24").toKey()), true);
});

t.test("a tunnel that VPP refuses after it was given up is no obstacle", async (t) => {
  const { simulator, vpp, model, installer, held } = await start(t);
  await installer.attach(vpp, ground("fcdd::1"));
  simulator.inject({ kind: "retval", message: srPolicyAddV2.name, retval: -3 });
  knowMany(model, 300);
  await until(() => simulator.calls(srPolicyAddV2).length > 0);
  knowMany(model, 300, false);
  await installer.idle();
  t.same([installer.obstacles, held().steering], [[], []]);
});
