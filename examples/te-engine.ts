/**
 * A TE engine: a BGP speaker that gives each node of an overlay a path through the least loaded waypoint.
 *
 *   node te-engine.js LOADS ADDRESS PEER[,PORT]...
 *
 * LOADS is a JSON file, `{ "fcff:3::1": 0.7, "fcff:5::1": 0.2 }`: the SIDs of waypoints with their loads. It is read again when it
 * changes. ADDRESS is the engine's own; each PEER is a node, whose configuration has the engine as a peer of role `injector`.
 */
import { readFileSync, watch } from "node:fs";
import { basename, dirname } from "node:path";
import { Ip6Address } from "tsvpp";
import { type CandidatePath, type OwnRoute, type RouteChange, type SrPolicyKey, startSpeaker } from "tsvpp/bgp";

/** BSIDs of the engine: no node has them in its own pool. */
const FIRST_BSID = "cafe::8000";
const PREFERENCE = 200;

const [file, address, ...peers] = process.argv.slice(2);
if (file === undefined || address === undefined)
  throw new Error("usage: node te-engine.js LOADS ADDRESS PEER[,PORT]...");
// Nodes do not use the next hop of a policy, but it has to be an IPv6 address.
const nextHop = Ip6Address.parse(address.includes(":") ? address : `::ffff:${address}`);

/** The paths that nodes have announced to themselves, by node and color, and the BSIDs of the engine's paths to them. */
const nodes = new Map<string, { readonly key: SrPolicyKey; readonly path: CandidatePath; readonly bsid: Ip6Address }>();
let waypoint = leastLoaded(file);

const speaker = await startSpeaker(
  {
    as: 64512,
    routerId: "10.0.0.4",
    peers: peers.map((peer) => {
      const [host, port] = peer.split(",");
      return { address: host!, port: Number(port ?? 179), localAddress: address };
    }),
  },
  { onRoutes: learn, onEvent: ({ kind, ...event }) => console.log(kind, JSON.stringify(event)) },
);

watch(dirname(file), (_, name) => {
  if (name !== basename(file)) return;
  try {
    waypoint = leastLoaded(file);
    speaker.announce([...nodes.keys()].flatMap(routeTo));
  } catch (reason) {
    // A file that is being written is read again when it is complete.
    console.error(`${file}: ${reason}`);
  }
});

/** Takes the paths that nodes announce to themselves, and answers each with a path through the waypoint. */
function learn(changes: readonly RouteChange[]): void {
  for (const { nlri: key, route } of changes) {
    if (!("endpoint" in key)) continue;
    const name = `${key.endpoint} ${key.color}`;
    const path = route?.attributes.candidatePath;
    if (path === undefined) {
      speaker.withdraw(routeTo(name));
      nodes.delete(name);
    } else {
      const bsid = nodes.get(name)?.bsid ?? nextBsid();
      nodes.set(name, { key, path, bsid });
      speaker.announce(routeTo(name));
    }
  }
}

/** Returns the engine's path to a node: that of the node itself, with the waypoint before it. */
function routeTo(name: string): OwnRoute[] {
  const { key, path, bsid } = nodes.get(name) ?? {};
  if (key === undefined || path === undefined) return [];
  const segmentLists = path.segmentLists.map((list) => {
    return { ...list, segments: [{ type: "B", sid: waypoint } as const, ...list.segments] };
  });
  const candidatePath = { preference: PREFERENCE, bindingSid: bsid, segmentLists };
  return [{ family: "ipv6-sr-policy", nlri: { ...key, distinguisher: 1 }, nextHop, attributes: { candidatePath } }];
}

function nextBsid(): Ip6Address {
  return Ip6Address.parse(
    `cafe::${(Number.parseInt(FIRST_BSID.slice("cafe::".length), 16) + nodes.size).toString(16)}`,
  );
}

function leastLoaded(path: string): Ip6Address {
  const loads: Record<string, number> = JSON.parse(readFileSync(path, "utf8"));
  const [[sid] = []] = Object.entries(loads).sort(([, a], [, b]) => a - b);
  if (sid === undefined) throw new Error(`${path}: no waypoint`);
  return Ip6Address.parse(sid);
}
