import t, { type Test } from "tap";
import { createLoopback } from "../../src/binapi/interface.ts";
import { type IpRouteAddDel, ipRouteAddDel, ipRouteV2Dump, ipTableAddDel } from "../../src/binapi/ip.ts";
import { srSteeringAddDel } from "../../src/binapi/sr.ts";
import type { VppClient } from "../../src/client/index.ts";
import {
  apply,
  describeConflict,
  describeDifference,
  inverse,
  parseDocument,
  Srv6State,
  verify,
} from "../../src/desired/index.ts";
import type { Simulator } from "../../src/simulator/index.ts";
import type { Input } from "../../src/wire/index.ts";
import { applyAll, lines, planFor, scene, withoutWarnings } from "./scene.ts";

const NODE = `
tables: { ip4: [10], ip6: [10] }
routes:
  - { prefix: "fcff:3::/48", nextHop: "fd00:12::2", interface: loop0 }
  - { prefix: 10.3.0.0/16, tableId: 10, nextHop: "fd00:12::3", interface: loop0 }
localSids:
  - { sid: "fcdd::4", behavior: { type: End.DT4, tableId: 10 } }
policies:
  - { bsid: "cafe::1", segments: ["fcff:3::1"], fibTable: 10 }
steering:
  - { prefix: 10.1.0.0/16, tableId: 10, bsid: "cafe::1" }
`;
const OWNS = `
owns:
  tables: { ip4: [10, 11], ip6: [10] }
  routes: [{ prefix: "fcff::/16" }, { prefix: 10.3.0.0/16, tableId: 10 }]
  sids: ["fcdd::/112"]
  bsids: ["cafe::/112"]
  steering: [{ prefix: 0.0.0.0/0, tableId: 10 }]
`;

/** A simulated VPP with interface 1, loop0. */
async function sceneWithLoopback(t: Test): Promise<{ vpp: VppClient; simulator: Simulator }> {
  const made = await scene(t);
  await made.vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  return made;
}

/** Where routes of the API lead, by prefix and table. */
function routesOf({ state }: Simulator): string[] {
  return state.routes.flatMap(({ prefix, tableId, sources }) => {
    const api = sources.find(({ source }) => source === 8);
    const paths = api?.paths.map(({ nextHop, swIfIndex }) => `${nextHop} on ${swIfIndex}`);
    return paths === undefined ? [] : [`${prefix} table ${tableId} via ${paths.join(", ")}`];
  });
}

function tablesOf({ state }: Simulator): string[] {
  const named = state.tables.filter(({ tableId }) => tableId !== 0 && tableId !== 0xffffffff);
  return named.map(({ family, tableId }) => `ip${family} ${tableId}`);
}

/** Adds a route as any client of VPP can: to a next hop on interface 1, or else to nowhere. */
function otherRoute(prefix: string, tableId = 0, hop?: string): Input<IpRouteAddDel> {
  const address = { case: "ip6" as const, value: hop ?? "::" };
  const nh = { address, viaLabel: 0, objId: 0, classifyTableIndex: 0 };
  const [swIfIndex, type] = hop === undefined ? [0xffffffff, 2] : [1, 0];
  const common = { tableId: 0, rpfId: 0, weight: 1, preference: 0, flags: 0, proto: 1, nLabels: 0, labelStack: [] };
  return { isMultipath: false, route: { tableId, statsIndex: 0, prefix, paths: [{ ...common, swIfIndex, type, nh }] } };
}

t.test("tables and routes are there before what needs them, and go after it", async (t) => {
  const { vpp, simulator } = await sceneWithLoopback(t);
  const made = await planFor(vpp, NODE + OWNS);
  t.same(lines(made), [
    "add IPv4 table 10: VPP has no such table",
    "add IPv6 table 10: VPP has no such table",
    "add route fcff:3::/48 table 0 via fd00:12::2 on interface 1: VPP has no such route",
    "add route 10.3.0.0/16 table 10 via fd00:12::3 on interface 1: VPP has no such route",
    "add local SID fcdd::4 End.DT4 table 10: VPP has no such local SID",
    "add policy cafe::1 via fcff:3::1: VPP has no such policy",
    "add steering of 10.1.0.0/16 table 10 to cafe::1: VPP does not steer it",
  ]);
  await applyAll(t, vpp, made);
  t.same(routesOf(simulator), ["10.3.0.0/16 table 10 via fd00:12::3 on 1", "fcff:3::/48 table 0 via fd00:12::2 on 1"]);
  t.same((await verify(vpp, await parseDocument(NODE + OWNS))).differences, []);
  t.same(withoutWarnings(await planFor(vpp, NODE + OWNS)), { steps: [], conflicts: [] });
  const gone = await planFor(vpp, OWNS, { force: true });
  t.same(lines(gone), [
    "remove steering of 10.1.0.0/16 table 10 to cafe::1: the document owns it, but does not describe it",
    "remove policy cafe::1 via fcff:3::1: the document owns it, but does not describe it",
    "remove local SID fcdd::4 End.DT4 table 10: the document owns it, but does not describe it",
    "remove route fcff:3::/48 table 0 via fd00:12::2 on interface 1: the document owns it, but does not describe it",
    "remove route 10.3.0.0/16 table 10 via fd00:12::3 on interface 1: the document owns it, but does not describe it",
    "remove IPv4 table 10: the document owns it, but does not describe it",
    "remove IPv6 table 10: the document owns it, but does not describe it",
  ]);
  await applyAll(t, vpp, gone);
  t.same([routesOf(simulator), tablesOf(simulator)], [[], []]);
  await applyAll(t, vpp, inverse(gone));
  t.same((await verify(vpp, await parseDocument(NODE + OWNS))).differences, []);
  await applyAll(t, vpp, inverse(made));
  t.same([routesOf(simulator), tablesOf(simulator), simulator.state.localSids], [[], [], []]);
});

t.test("a route of ours takes another way in one message", async (t) => {
  const { vpp, simulator } = await sceneWithLoopback(t);
  await applyAll(t, vpp, await planFor(vpp, NODE + OWNS));
  const before = simulator.calls(ipRouteAddDel).length;
  const todo = await planFor(vpp, NODE.replace("fd00:12::2", "fd00:12::9") + OWNS);
  t.same(lines(todo), [
    "change route fcff:3::/48 table 0 via fd00:12::9 on interface 1: VPP has it via fd00:12::2 on interface 1",
  ]);
  await applyAll(t, vpp, todo);
  t.same(simulator.calls(ipRouteAddDel).length, before + 1);
  t.match(routesOf(simulator), [/table 10/, "fcff:3::/48 table 0 via fd00:12::9 on 1"]);
  await applyAll(t, vpp, inverse(todo));
  t.match(routesOf(simulator), [/table 10/, "fcff:3::/48 table 0 via fd00:12::2 on 1"]);
});

t.test("a route without interface takes the route to its next hop", async (t) => {
  const { vpp, simulator } = await sceneWithLoopback(t);
  const text = 'routes: [{ prefix: "fcdd:0:0:12aa::/64", nextHop: "fd12::1000" }]';
  const todo = await planFor(vpp, text);
  t.same(lines(todo), ["add route fcdd:0:0:12aa::/64 table 0 via the route to fd12::1000: VPP has no such route"]);
  await applyAll(t, vpp, todo);
  // VPP's number for no interface makes a path recursive.
  t.same(routesOf(simulator), ["fcdd:0:0:12aa::/64 table 0 via fd12::1000 on 4294967295"]);
  t.same((await planFor(vpp, text)).steps, []);
});

t.test("a BSID to which others have a route is a conflict, and nothing is steered to it", async (t) => {
  const { vpp, simulator } = await sceneWithLoopback(t);
  await vpp.request(ipRouteAddDel, otherRoute("cafe::1/128"));
  const text = `
policies: [{ bsid: cafe::1, segments: [fc00::1] }, { bsid: cafe::2, segments: [fc00::1] }]
steering: [{ prefix: 10.1.0.0/16, bsid: cafe::1 }, { prefix: 10.2.0.0/16, bsid: cafe::2 }]`;
  const todo = await planFor(vpp, text);
  t.same(todo.conflicts.map(describeConflict), [
    "policy cafe::1 via fc00::1: VPP has a route to its BSID, of source API",
    "steering of 10.1.0.0/16 table 0 to cafe::1: its policy is left as it is",
  ]);
  await applyAll(t, vpp, todo);
  t.same(
    simulator.state.policies.map(({ bsid }) => String(bsid)),
    ["cafe::2"],
  );
  t.equal(simulator.calls(srSteeringAddDel).length, 1);
  t.match(routesOf(simulator), [/^cafe::1\/128/]);
});

t.test("a route of others is left alone, and so is one that is shaded", async (t) => {
  const { vpp, simulator } = await sceneWithLoopback(t);
  await vpp.request(ipRouteAddDel, otherRoute("fcff:3::/48", 0, "fd00:12::7"));
  await vpp.request(ipRouteAddDel, otherRoute("fcff:4::/48"));
  await applyAll(t, vpp, await planFor(vpp, `localSids: [{ sid: "fcff:5::", behavior: { type: uN } }]`));
  const route = (prefix: string) => `{ prefix: "${prefix}", nextHop: "fd00:12::2", interface: loop0 }`;
  const text = `routes: [${["fcff:3::/48", "fcff:4::/48", "fcff:5::/48"].map(route).join(", ")}]`;
  const todo = await planFor(vpp, text);
  t.same(todo.steps, []);
  t.same(todo.conflicts.map(describeConflict), [
    "route fcff:3::/48 table 0 via fd00:12::2 on interface 1: VPP has it via fd00:12::7 on interface 1, which is neither owned nor adopted",
    "route fcff:4::/48 table 0 via fd00:12::2 on interface 1: VPP has it via a path of another kind, which is neither owned nor adopted",
    "route fcff:5::/48 table 0 via fd00:12::2 on interface 1: VPP prefers the route of source SR",
  ]);
  t.equal(routesOf(simulator).length, 2);
  const { differences: found } = await verify(vpp, await parseDocument(text));
  t.match(found.map(describeDifference), [/^route fcff:3/, /^route fcff:4/, /^route fcff:5/]);
});

t.test("of an owned range whatever the API has goes, and comes back as it was", async (t) => {
  const { vpp, simulator } = await sceneWithLoopback(t);
  for (const [prefix, hop] of [
    ["fcff:3::/48", "fd00:12::7"],
    ["fcff:4::/48", undefined],
    ["fcfe::/48", "fd00:12::7"],
  ] as const) {
    await vpp.request(ipRouteAddDel, otherRoute(prefix, 0, hop));
  }
  const before = routesOf(simulator);
  const todo = await planFor(vpp, OWNS, { force: true });
  t.match(lines(todo), [
    /^remove route fcff:3::\/48 table 0 via fd00:12::7/,
    "remove route fcff:4::/48 table 0 via a path of another kind: the document owns it, but does not describe it",
  ]);
  await applyAll(t, vpp, todo);
  t.match(routesOf(simulator), [/^fcfe::/]);
  await applyAll(t, vpp, inverse(todo));
  t.same(new Set(routesOf(simulator)), new Set(before));
});

t.test("a route takes the place of steering that goes", async (t) => {
  const { vpp, simulator } = await sceneWithLoopback(t);
  const node = `
owns: { routes: [{ prefix: 10.0.0.0/8 }], steering: [{ prefix: 10.0.0.0/8 }] }
policies: [{ bsid: "cafe::1", segments: ["fcff:3::1"] }]
`;
  await applyAll(t, vpp, await planFor(vpp, `${node}steering: [{ prefix: 10.3.0.0/16, bsid: "cafe::1" }]`));
  const routed = `${node}routes: [{ prefix: 10.3.0.0/16, nextHop: 10.0.0.2, interface: loop0 }]`;
  const todo = await planFor(vpp, routed, { force: true });
  t.match(lines(todo), [/^add route 10\.3\.0\.0\/16/, /^remove steering of 10\.3\.0\.0\/16/]);
  await applyAll(t, vpp, todo);
  t.same(routesOf(simulator), ["10.3.0.0/16 table 0 via ::a00:2 on 1"]);
  t.same(withoutWarnings(await planFor(vpp, routed)), { steps: [], conflicts: [] });
});

t.test("a table that somebody else uses stays, and is told", async (t) => {
  const { vpp, simulator } = await sceneWithLoopback(t);
  for (const tableId of [10, 11]) {
    await vpp.request(ipTableAddDel, { isAdd: true, table: { tableId, isIp6: false, name: "" } });
  }
  await vpp.request(ipRouteAddDel, otherRoute("192.0.2.0/24", 10, "fd00:12::7"));
  const todo = await planFor(vpp, "owns: { tables: { ip4: [10, 11, 12] } }", { force: true });
  t.same(lines(todo), ["remove IPv4 table 11: the document owns it, but does not describe it"]);
  t.same(todo.conflicts.map(describeConflict), ["IPv4 table 10: route 192.0.2.0/24 of source API needs it"]);
  await applyAll(t, vpp, todo);
  t.same(tablesOf(simulator), ["ip4 10"]);
});

t.test("a table that comes into use after the plan stays", async (t) => {
  const { vpp, simulator } = await sceneWithLoopback(t);
  await vpp.request(ipTableAddDel, { isAdd: true, table: { tableId: 10, isIp6: false, name: "" } });
  const todo = await planFor(vpp, "owns: { tables: { ip4: [10] } }", { force: true });
  await vpp.request(ipRouteAddDel, otherRoute("192.0.2.0/24", 10, "fd00:12::7"));
  await t.rejects(apply(vpp, todo, { force: true }), {
    code: "VPP_HAZARD",
    message: /route 192\.0\.2\.0\/24 of source API needs it/,
  });
  t.same(tablesOf(simulator), ["ip4 10"]);
});

t.test("routes and tables that go count among what is owned", async (t) => {
  const { vpp } = await sceneWithLoopback(t);
  await applyAll(t, vpp, await planFor(vpp, NODE + OWNS));
  const less = NODE.replace(/ {2}- \{ prefix: 10\.3.*\n/, "").replace(/ {2}- \{ prefix: "fcff.*\n/, "");
  await t.rejects(planFor(vpp, less.replace("routes:\n", "") + OWNS), {
    code: "VPP_HAZARD",
    message: "2 of 7 owned entries would be removed, which is more than one in 5: use --force to allow it",
  });
});

t.test("a table that a document makes is not missed, and one that it does not make is", async (t) => {
  const { vpp } = await sceneWithLoopback(t);
  const route = `routes: [{ prefix: 10.3.0.0/16, tableId: 12, nextHop: 10.0.0.2, interface: loop0 }]`;
  await t.rejects(planFor(vpp, route), {
    code: "VPP_DOCUMENT",
    message: "document:1: routes[0].tableId: VPP has no IPv4 table 12",
  });
  t.equal((await planFor(vpp, `${route}\ntables: { ip4: [12] }`)).steps.length, 2);
  await t.rejects(planFor(vpp, route.replace("loop0", "loop1").replace("tableId: 12, ", "")), {
    message: "document:1: routes[0].interface: VPP has no interface loop1: did you mean loop0?",
  });
});

t.test("a state that is followed looks at routes once", async (t) => {
  const { vpp, simulator } = await sceneWithLoopback(t);
  const state = new Srv6State(vpp);
  const desired = await parseDocument(NODE + OWNS);
  for (const outcome of await state.apply(await state.plan(desired))) t.ok(outcome.ok);
  const dumps = () => simulator.calls(ipRouteV2Dump).length;
  const before = dumps();
  t.same(withoutWarnings(await state.plan(desired)), { steps: [], conflicts: [] });
  const other = await parseDocument(NODE.replace("fd00:12::2", "fd00:12::9") + OWNS);
  for (const outcome of await state.apply(await state.plan(other))) t.ok(outcome.ok);
  t.equal(dumps(), before);
  t.match(routesOf(simulator), [/table 10/, "fcff:3::/48 table 0 via fd00:12::9 on 1"]);
});

const wrong: readonly (readonly [text: string, message: string])[] = [
  ["tables: { ip4: [4294967295] }", "tables.ip4[0]: expected a whole number from 0 to 4294967294, found 4294967295"],
  ["tables: { ip6: [7, 8, 7] }", "tables.ip6[2]: duplicate of tables.ip6[0] ip6 table 7"],
  ["owns: { tables: { ip4: [0] } }", "owns.tables.ip4[0]: expected a whole number from 1 to 4294967294, found 0"],
  ["tables: { ip4: [7] }\nowns: { tables: { ip6: [7] } }", "tables.ip4[0]: 7 is outside of owns.tables"],
  ["routes: [{ prefix: fc00::/7, interface: a }]", "routes[0].nextHop: missing: expected an IP address"],
  [
    "routes: [{ prefix: fc00::/7, nextHop: 10.0.0.1, interface: a }]",
    "routes[0]: 10.0.0.1 cannot be a next hop for fc00::/7: a route to an IPv6 prefix needs an IPv6 next hop",
  ],
  [
    'routes: [{ prefix: fc00::/7, nextHop: "::", interface: a }]',
    "routes[0]: :: cannot be a next hop for fc00::/7: it is the unspecified address",
  ],
  [
    "routes: [{ prefix: fc00::/7, nextHop: fd00::1, interface: a }, { prefix: fd00::/7, nextHop: fd00::2, interface: a }]",
    "routes[1].prefix: duplicate of routes[0].prefix fc00::/7 table 0",
  ],
  [
    "routes: [{ prefix: 10.0.0.0/8, nextHop: fd00::1, interface: a }]\nowns: { routes: [{ prefix: 10.0.0.0/8, tableId: 7 }] }",
    "routes[0].prefix: 10.0.0.0/8 table 0 is outside of owns.routes",
  ],
  [
    "policies: [{ bsid: cafe::1, segments: [fc00::1] }]\nroutes: [{ prefix: cafe::1/128, nextHop: fd00::1, interface: a }]",
    "policies[0].bsid: cafe::1/128 in IPv6 table 0 is used twice: routes[0].prefix uses it too",
  ],
  [
    "policies: [{ bsid: cafe::1, segments: [fc00::1] }]\nsteering: [{ prefix: 10.0.0.0/8, bsid: cafe::1 }]\nroutes: [{ prefix: 10.0.0.0/8, nextHop: fd00::1, interface: a }]",
    "steering[0].prefix: 10.0.0.0/8 in IPv4 table 0 is used twice: routes[0].prefix uses it too",
  ],
];
for (const [text, message] of wrong) {
  t.test(`a document is refused: ${message}`, async (t) => {
    const line = text.split("\n").findIndex((each) => each.startsWith(message.split(/[.[]/)[0]!)) + 1;
    await t.rejects(parseDocument(text, "o.yaml"), { code: "VPP_DOCUMENT", message: `o.yaml:${line}: ${message}` });
  });
}
