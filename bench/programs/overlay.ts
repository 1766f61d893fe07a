/**
 * `npm run bench:overlay`: what an overlay agent needs for changes, beside the same messages sent by hand.
 *
 *   npm run bench:overlay [-- --nodes 1000] [--updates 1000000] [--agents 50]
 */
import { parseArgs } from "node:util";
import type { Ip6Address, IpAddress } from "../../src/address/index.ts";
import type { RouteChange } from "../../src/bgp/index.ts";
import { encodeAnnouncement, parseUpdate } from "../../src/bgp/message/index.ts";
import { showVersion } from "../../src/binapi/vpe.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { type Operation, policyFrom, Srv6 } from "../../src/srv6/index.ts";
import { measureMesh } from "../overlay-mesh.ts";
import { FAMILIES, makeInside, pathChange, prefixChange } from "../overlay-nodes.ts";
import { ascending } from "../report/statistics.ts";
import { startServer } from "../server.ts";

/** Of each family. */
const PREFIXES = 2;
/** So many changes arrive in a turn of the event loop: about what one read of a socket has. */
const CHANGES_PER_READ = 500;
const ROUNDS = 15;
const CHANGES = 200;
const REST_MS = 5;
/** So many changes come before, as in an agent that has run for a while. */
const UNTIMED = 400;

const { values } = parseArgs({
  options: {
    nodes: { type: "string", default: "1000" },
    updates: { type: "string", default: "1000000" },
    agents: { type: "string", default: "50" },
  },
});
const nodes = Number(values.nodes);
const changes = Array.from({ length: nodes }, (_, node) => {
  return FAMILIES.flatMap((family) => [
    pathChange(node, 1, family),
    ...Array.from({ length: PREFIXES }, (_, at) => prefixChange(node, at, family)),
  ]);
}).flat();

await using server = await startServer();
await using vpp = await connect(server);
console.log(
  `${nodes} nodes with ${PREFIXES} prefixes of each family; ${server.isSimulator ? "simulated VPP" : "real VPP"}`,
);
await cold(vpp);
await changesOf(vpp, 10);
await changesOf(vpp, nodes * 10);
await repeated(Number(values.updates));
await codec();
await mesh(Number(values.agents));

/** All nodes at once, beside a batch of the same messages. */
async function cold(vpp: VppClient): Promise<void> {
  const ratios: number[] = [];
  const operations = operationsOf();
  for (let round = 0; round < ROUNDS; round++) {
    const { source, installer } = await makeInside(vpp);
    const agent = await timed(async () => {
      for (let at = 0; at < changes.length; at += CHANGES_PER_READ) {
        source.take(changes.slice(at, at + CHANGES_PER_READ));
        await new Promise((resolve) => setImmediate(resolve));
      }
      await installer.idle();
    });
    await installer.removeAll();
    const srv6 = new Srv6(vpp, { follows: true });
    await srv6.observe();
    const batch = await timed(() => send(srv6, operations));
    const cleaner = await makeInside(vpp);
    await cleaner.installer.removeAll();
    ratios.push(agent / batch);
    if (round === 0) console.log(`cold: ${installer.counters.steps} steps in ${installer.counters.updates} updates`);
  }
  console.log(`cold, beside one batch of the same: ${median(ratios).toFixed(2)} (must 1.15)`);
}

/** The operations that the changes ask for. */
function operationsOf(): Operation[] {
  const bsids = new Map<string, Ip6Address>();
  const policies = changes.flatMap(({ nlri, route }): Operation[] => {
    const path = route?.attributes.candidatePath;
    if (path?.bindingSid === undefined || !("endpoint" in nlri)) return [];
    bsids.set(tunnelOf(nlri.endpoint, nlri.distinguisher), path.bindingSid);
    const segmentLists = path.segmentLists.map(({ weight, segments }) => {
      return { weight, segments: segments.flatMap((each) => ("sid" in each ? [each.sid] : [])) };
    });
    return [{ op: "addPolicy", policy: policyFrom({ bsid: path.bindingSid, segmentLists }) }];
  });
  const steering = changes.flatMap(({ nlri, route }): Operation[] => {
    if ("endpoint" in nlri) return [];
    const traffic = { kind: "l3", prefix: nlri, tableId: 0 } as const;
    return [{ op: "steer", traffic, bsid: bsids.get(tunnelOf(route!.nextHop, nlri.address.family))! }];
  });
  return [...policies, ...steering];
}

/** The distinguisher is the family, see `pathChange`. */
function tunnelOf(node: IpAddress, family: number): string {
  return `${family} ${node}`;
}

async function send(srv6: Srv6, operations: readonly Operation[]): Promise<void> {
  const failed = (await srv6.batch(operations)).find(({ ok }) => !ok);
  if (failed !== undefined && !failed.ok) throw failed.error;
}

/**
 * One prefix, and one list, at so many policies: in round trips of one request. All three begin after a rest, as the changes of an idle
 * agent do, and end with VPP's reply: without rests neither processor falls asleep, which shortens the request most.
 */
async function changesOf(vpp: VppClient, policies: number): Promise<void> {
  let confirm = () => {};
  const { source, installer } = await makeInside(vpp, ({ type }) => {
    if (type === "prefix" || type === "tunnel") confirm();
  });
  const confirmed = (change: RouteChange, measure = restedTimed) => {
    return measure(() => {
      const done = new Promise<void>((resolve) => {
        confirm = resolve;
      });
      source.take([change]);
      return done;
    });
  };
  source.take(Array.from({ length: policies }, (_, node) => [pathChange(node), prefixChange(node, 0)]).flat());
  await installer.idle();
  // VPP's numbers of the new lists are learnt behind the changes.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  for (let at = 0; at < UNTIMED; at++) await confirmed(prefixChange(1 + (at % 2), 1 + (at >> 1)), timed);
  const { steps } = installer.counters;
  const [requests, prefixes, lists] = [[], [], []] as number[][];
  for (let at = 0; at < CHANGES; at++) {
    requests!.push(await restedTimed(() => vpp.request(showVersion, {})));
    prefixes!.push(await confirmed(prefixChange(0, 1 + at)));
    // Another policy each time: the number of a list that has just been added is not known yet.
    lists!.push(await confirmed(pathChange(at % policies, 2 + at)));
    if (policies < CHANGES)
      await new Promise((resolve) => setTimeout(resolve, at % policies === policies - 1 ? 1600 : 0));
  }
  const [request, prefix, list] = [median(requests!), median(prefixes!), median(lists!)];
  console.log(
    `at ${policies} policies: a prefix ${(prefix / request).toFixed(1)} requests (must 4), ` +
      `a changed list ${(list / request).toFixed(1)} (must 8); request ${(request * 1000).toFixed(0)} us; ` +
      `${installer.counters.steps - steps} steps`,
  );
  await installer.removeAll();
}

/** Updates that change nothing: no message, flat heap. */
async function repeated(count: number): Promise<void> {
  await using simulator = await startSimulator({ recordCalls: false });
  await using vpp = await connect(simulator);
  const { source, installer } = await makeInside(vpp);
  source.take(changes);
  await installer.idle();
  const { updates } = installer.counters;
  global.gc?.();
  const before = process.memoryUsage().heapUsed;
  const cpu = process.cpuUsage();
  for (let at = 0; at < count; at++) {
    source.take([at % 5 === 0 ? pathChange(Math.floor(at / 5) % nodes) : prefixChange(at % nodes, at % PREFIXES)]);
    if (at % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await installer.idle();
  const { user, system } = process.cpuUsage(cpu);
  global.gc?.();
  const grown = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  console.log(
    `${count} updates that change nothing: ${installer.counters.updates - updates} messages (must 0), heap ` +
      `${grown.toFixed(1)} MiB more (must 5), ${(((user + system) * 1000) / count).toFixed(0)} ns each`,
  );
  await installer.close();
}

/** What an update costs with and without what the agent makes of it. */
async function codec(): Promise<void> {
  await using simulator = await startSimulator({ recordCalls: false });
  await using vpp = await connect(simulator);
  const { source, installer } = await makeInside(vpp);
  source.take(changes);
  await installer.idle();
  const bodies = changes.slice(0, 5000).flatMap(({ route }) => {
    const { family, nlri, nextHop, attributes } = route!;
    return encodeAnnouncement(
      { family, nlri: [nlri], nextHop, attributes: { ...attributes, localPreference: 100 } },
      4,
    );
  });
  const context = {
    families: ["ipv4-unicast", "ipv6-unicast", "ipv6-sr-policy"],
    isInternal: true,
    asBytes: 4,
  } as const;
  const read = (use: (change: (typeof changes)[number]) => void) =>
    timed(async () => {
      for (let round = 0; round < 20; round++) {
        for (const [at, body] of bodies.entries()) {
          const update = parseUpdate(body, context);
          if (!("announced" in update)) throw new Error("not an update");
          for (const { nlri, family, nextHop } of update.announced) {
            const { peer, route } = changes[at]!;
            const attributes = update.attributes!;
            use({ peer, family, nlri: nlri[0]!, route: { ...route!, nlri: nlri[0]!, nextHop, attributes } });
          }
        }
      }
    });
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const bare = await read(() => {});
    const whole = await read((change) => source.take([change]));
    ratios.push(whole / bare);
  }
  console.log(`an update received and selected, beside its bytes read: ${median(ratios).toFixed(2)} (must 3)`);
  await installer.close();
}

/** A full mesh of agents, beside a batch of the same messages to each VPP. */
async function mesh(agents: number): Promise<void> {
  const { sessions, tunnels, batches } = await measureMesh(agents);
  console.log(
    `${agents} agents, full mesh: tunnels ${(tunnels / batches).toFixed(1)} of one batch each (must 3), ` +
      `${tunnels.toFixed(0)} ms; their ${(agents * (agents - 1)) / 2} sessions before ${sessions.toFixed(0)} ms`,
  );
}

async function restedTimed(work: () => Promise<unknown>): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  return await timed(work);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(numbers: number[]): number {
  return numbers.sort(ascending)[Math.floor(numbers.length / 2)]!;
}
