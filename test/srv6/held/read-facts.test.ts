import t from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import { ipTableDump } from "../../../src/binapi/ip.ts";
import { ALL_FACTS, readDetails, readFacts, readRoutesOf } from "../../../src/srv6/held/read-facts.ts";
import { HeldState } from "../../../src/srv6/held/state.ts";
import { localSidFrom, Srv6 } from "../../../src/srv6/index.ts";
import { survey } from "../../../src/srv6/operations/rules.ts";
import { simulated } from "../scene.ts";

const TABLE = { family: 6, tableId: 7 } as const;

t.test("facts are read once", async (t) => {
  const { vpp, simulator } = await simulated(t);
  await new Srv6(vpp).addTable(7, 6);
  const state = new HeldState();
  const before = simulator.calls(ipTableDump).length;
  await readFacts(vpp, state, ["tables"]);
  await readFacts(vpp, state, ["tables"]);
  t.equal(simulator.calls(ipTableDump).length, before + 1);
  t.same(state.tables, { 4: new Set([0]), 6: new Set([0, 7]) });
});

t.test("all facts together are what an empty VPP holds", async (t) => {
  const { vpp } = await simulated(t);
  const state = new HeldState();
  await readFacts(vpp, state, ALL_FACTS);
  t.ok(ALL_FACTS.every((fact) => state.knows(fact)));
  t.same([state.localSids, state.policies, state.steering], [[], [], []]);
  t.same([state.takesSource, state.hasMicroSids, state.interfaces], [true, true, new Set([0])]);
  t.equal(String(state.encapSource), "::");
});

t.test("the routes of the API in a table are read", async (t) => {
  const { vpp } = await simulated(t);
  const srv6 = new Srv6(vpp);
  await srv6.addTable(7, 6);
  const via = { nextHop: Ip6Address.parse("fe80::1"), swIfIndex: 0 };
  await srv6.batch([{ op: "setRoute", route: { prefix: Prefix.parse("fcff::/48"), tableId: 7, via } }]);
  const state = new HeldState();
  await readRoutesOf(vpp, state, [TABLE]);
  t.same(
    state.routesIn(TABLE).map(({ prefix }) => String(prefix)),
    ["fcff::/48"],
  );
});

t.test(
  "what needs a table, and free prefixes around a local SID, are read for the operations that need them",
  async (t) => {
    const { vpp } = await simulated(t);
    await new Srv6(vpp).addTable(7, 6);
    const state = new HeldState();
    const localSid = localSidFrom({ sid: "fcdd::1", behavior: { type: "End" } });
    await readDetails(vpp, state, survey([[]]));
    t.same([state.tableUsers.size, state.coverLengths.size], [0, 0]);
    const deletion = { op: "deleteTable", ...TABLE } as const;
    await readDetails(vpp, state, survey([[deletion, { op: "replaceLocalSid", localSid }]]));
    t.same([...state.tableUsers], [["IPv6 table 7", []]]);
    t.same([...state.coverLengths.values()], [[120, 112, 104, 96, 88, 80]]);
  },
);
