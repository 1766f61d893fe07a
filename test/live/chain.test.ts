/** Tests that no packet is lost through several VPPs in a row while all of them are changed at the same time. */
import t from "tap";
import { connect, type VppClient } from "../../src/client/index.ts";
import { parseDocument } from "../../src/desired/index.ts";
import { addHostInterface, deleteHostInterface, ip, whatIsMissing } from "./host-interface.ts";
import { DESTINATION, PacketPath, RECEIVER, TABLE, TO_RECEIVER } from "./packet-path.ts";
import { bring, checkCount, RATES, repeat } from "./updates.ts";

const LIMIT_MS = 600_000;

const socketPaths = process.env.TSVPP_VPP_SOCKETS?.split(",") ?? [];
const reason = socketPaths.length < 2 ? "TSVPP_VPP_SOCKETS does not name two or more" : whatIsMissing();

t.setTimeout(LIMIT_MS);
if (reason !== undefined) t.test("packets through VPPs in a row", { skip: reason }, async () => {});
for (let count = 2; reason === undefined && count <= socketPaths.length; count++) {
  t.test(`no packet is lost while ${count} VPPs in a row are changed`, async (t) => {
    const nodes = await Promise.all(socketPaths.slice(0, count).map((socketPath) => connect({ socketPath })));
    t.teardown(() => Promise.all(nodes.map((vpp) => vpp.close())));
    t.teardown(await connectInRow(nodes));
    const path = await PacketPath.create(nodes[0]!, nodes.at(-1)!);
    t.teardown(() => path[Symbol.asyncDispose]());
    t.teardown(() => bringAll(nodes, () => NOTHING));
    const thereAndBack = async () => {
      for (const way of WAYS) await bringAll(nodes, way);
    };
    // The first packets are lost, since neighbors are not resolved yet.
    await path.count(100, RECEIVER, () => repeat(thereAndBack));
    for (const rate of RATES) {
      t.test(`at ${rate} packets a second`, async (t) => {
        checkCount(t, await path.count(rate, RECEIVER, () => repeat(thereAndBack)), rate);
      });
    }
  });
}

/** Returns the document of node `at` of `count` nodes. Each node after the first has two SIDs, one of which the packets use. */
type Way = (at: number, count: number) => string;

const WAYS: readonly Way[] = [way("a", "b"), way("b", "a")];

const OWNS = { sids: ["fc00::/16"], bsids: ["cafe::/16"], steering: [{ prefix: DESTINATION }] };
const NOTHING = JSON.stringify({ owns: OWNS });

function way(used: string, unused: string): Way {
  const sidOf = (at: number, which: string) => `fc00:${at + 1}::${which}`;
  const localSids = (at: number, one: object, other: object) => [
    { sid: sidOf(at, used), behavior: one },
    { sid: sidOf(at, unused), behavior: other },
  ];
  return (at, count) => {
    if (at === 0) {
      const segments = Array.from({ length: count - 1 }, (_, passed) => sidOf(passed + 1, used));
      const policy = { bsid: "cafe::1", segments, encapSource: `fd11::${used}` };
      return documentOf({ policies: [policy], steering: [{ prefix: DESTINATION, bsid: policy.bsid }] });
    }
    const [one, other] = at < count - 1 ? TRANSIT : LAST;
    return documentOf({ localSids: localSids(at, one, other) });
  };
}

const TRANSIT = [{ type: "End" }, { type: "End", psp: true }] as const;
const LAST = [
  { type: "End.DT4", tableId: TABLE },
  { type: "End.DX4", nextHop: RECEIVER, interface: TO_RECEIVER },
] as const;

function documentOf(state: object): string {
  return JSON.stringify({ ...state, owns: OWNS });
}

async function bringAll(nodes: readonly VppClient[], way: (at: number, count: number) => string): Promise<void> {
  const states = await Promise.all(nodes.map((_, at) => parseDocument(way(at, nodes.length))));
  await Promise.all(nodes.map((vpp, at) => bring(vpp, states[at]!)));
}

/** Connects each VPP to the next, with routes to the SIDs of all later ones. Returns a function that undoes this. */
async function connectInRow(nodes: readonly VppClient[]): Promise<() => Promise<void>> {
  for (const [at, vpp] of nodes.slice(0, -1).entries()) {
    const [here, there] = endsOf(at);
    ip("link", "add", here, "type", "veth", "peer", "name", there);
    await addHostInterface(vpp, here, 0, `fd0${at}::1/64`);
    await addHostInterface(nodes[at + 1]!, there, 0, `fd0${at}::2/64`);
    for (const route of routesFrom(at, nodes.length)) await vpp.cli(`ip route add ${route}`);
  }
  return async () => {
    for (const [at, vpp] of nodes.slice(0, -1).entries()) {
      const [here, there] = endsOf(at);
      for (const route of routesFrom(at, nodes.length)) await vpp.cli(`ip route del ${route}`);
      await deleteHostInterface(vpp, here);
      await deleteHostInterface(nodes[at + 1]!, there);
    }
  };
}

function endsOf(at: number): readonly [string, string] {
  return [`tsvpp-${at}r`, `tsvpp-${at + 1}l`];
}

function routesFrom(at: number, count: number): string[] {
  const following = Array.from({ length: count - at - 1 }, (_, passed) => at + 1 + passed);
  return following.map((each) => `fc00:${each + 1}::/32 via fd0${at}::2 host-${endsOf(at)[0]}`);
}
