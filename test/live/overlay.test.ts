/** Tests that an overlay of two nodes, each with a real VPP, loses no packet while its agents, peers and paths change. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import t, { type Test } from "tap";
import type { Ip6Address } from "../../src/address/index.ts";
import type { OwnRoute } from "../../src/bgp/index.ts";
import { parseTeDocument } from "../../src/overlay/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import { pathRoute } from "../overlay/agent/scene.ts";
import { whatIsMissing } from "./host-interface.ts";
import {
  type Agent,
  active,
  createUnderlay,
  INJECTOR,
  NODE1,
  NODE2,
  nodeConfig,
  passive,
  startAgent,
  startInjector,
  type Underlay,
  WAYPOINT,
} from "./overlay-nodes.ts";
import { DESTINATION, RECEIVER } from "./packet-path.ts";

const COMMAND = fileURLToPath(new URL("../../src/cli/main.js", import.meta.url));
const LIMIT_MS = 1_200_000;
const RATES = [5000, 2500, 1250, 625];
const CONTROL_MS = 1500;
const TIMES = 100;

const sockets = process.env.TSVPP_VPP_SOCKETS?.split(",") ?? [];
const reason = sockets.length < 2 ? "TSVPP_VPP_SOCKETS does not name two" : whatIsMissing();

t.setTimeout(LIMIT_MS);
if (reason !== undefined) t.test("an overlay of two real VPPs", { skip: reason }, async () => {});
else t.test("an overlay of two real VPPs", (t) => testOverlay(t));

async function testOverlay(t: Test): Promise<void> {
  const underlay = await createUnderlay(t, sockets);
  const { vpps, path } = underlay;
  const injectorPeer = passive(INJECTOR, "role: injector");
  const config1 = (more = {}) =>
    nodeConfig(1, { peers: [passive(NODE2, 'node: "fd12::1000"'), injectorPeer], ...more });
  let one = await startAgent(vpps[0], config1());
  const { port } = one.overlay;
  const config2 = nodeConfig(2, { peers: [active(NODE1, port!, NODE2, 'node: "fd11::1000"')] });
  let two = await startAgent(vpps[1], config2);
  const injector = await startInjector(port!);
  t.teardown(async () => {
    injector.close();
    await Promise.all([one.overlay.close(), two.overlay.close()]);
  });
  await one.until(() => isUp(one));
  await two.until(() => isUp(two));
  // The first packets are lost, since neighbors are not resolved yet.
  await path.count(100, RECEIVER, () => wait(500));
  const lastSid = one.overlay.status.nodes[0]!.tunnels[0]!.path!.lists[0]!.segments[0]!;
  const te = (bsid: string, ...lists: (readonly string[])[]): OwnRoute =>
    pathRoute("fd12::1000", bsid, lists, { behavior: 19, color: 94, nextHop: "fd00:34::2" });
  const detour = te("cafe::1c2", [WAYPOINT, String(lastSid)]);

  /** Waits until node1 uses the path with this BSID and so many lists. */
  const uses = (bsid: string, first?: string) =>
    one.until(() => {
      const used = one.overlay.status.nodes[0]?.tunnels[0]?.path;
      return String(used?.bsid) === bsid && (first === undefined || String(used?.lists[0]?.segments[0]) === first);
    });
  const basic = String(one.overlay.status.nodes[0]!.tunnels[0]!.path!.bsid);

  await test(t, underlay, "between best effort and a TE path", async () => {
    injector.announce([detour]);
    await uses("cafe::1c2");
    injector.withdraw([detour]);
    await uses(basic);
  });
  await test(t, underlay, "of the BSID and the lists of a TE path", async () => {
    injector.announce([te("cafe::1c3", [WAYPOINT, String(lastSid)])]);
    await uses("cafe::1c3");
    injector.announce([te("cafe::1c4", [String(lastSid)])]);
    await uses("cafe::1c4");
    injector.announce([te("cafe::1c4", [WAYPOINT, String(lastSid)])]);
    await uses("cafe::1c4", WAYPOINT);
  });
  await test(t, underlay, "of the weights of two lists", async () => {
    const both = [[String(lastSid)], [WAYPOINT, String(lastSid)]];
    for (const lists of [both, both.toReversed()]) {
      injector.announce([te("cafe::1c4", ...lists)]);
      await uses("cafe::1c4", lists[0]![0]);
    }
  });
  injector.withdraw([detour]);
  await uses(basic);
  await testModes(t, underlay, one, lastSid);
  await test(t, underlay, "of the agent of node1 by another one", async () => {
    await one.overlay.close();
    one = await startAgent(vpps[0], config1({ port }));
    await one.until(() => isUp(one));
  });
  await test(t, underlay, "of the agent of node2 by another one", async () => {
    await two.overlay.close();
    two = await startAgent(vpps[1], config2);
    await two.until(() => isUp(two));
  });
  await two.overlay.close();
  await test(t, underlay, "of the agent of node2, each time killed", () => killOne(sockets[1]!, config2));
  two = await startAgent(vpps[1], config2);
  await one.overlay.close();
  await test(t, underlay, "of the agent of node1, each time killed", () => killOne(sockets[0]!, config1({ port })));
  one = await startAgent(vpps[0], config1({ port }));
  await one.until(() => isUp(one));
  await two.until(() => isUp(two));
  t.test("packets are lost by a client that deletes a policy before it adds it again", async (t) => {
    const srv6 = new Srv6(vpps[0]);
    const { sent, received } = await path.count(RATES[0]!, RECEIVER, async () => {
      for (let done = 0; done < TIMES; done++) await deleteAndAdd(srv6, basic, lastSid);
    });
    t.not(received, sent, `${sent - received} of ${sent} lost`);
    t.comment(`${sent - received} of ${sent} lost`);
    await one.overlay.check();
  });
  t.test("a node that leaves keeps nothing in its VPP", async (t) => {
    await one.overlay.leave();
    const view = await new Srv6(vpps[0]).observe();
    t.same([view.policies, view.steering, view.localSids], [[], [], []]);
    await two.overlay.leave();
    const other = await new Srv6(vpps[1]).observe();
    t.same(
      other.localSids.map(({ sid }) => String(sid)),
      [WAYPOINT],
    );
    t.same([other.policies, other.steering], [[], []]);
  });
}

async function testModes(t: Test, underlay: Underlay, one: Agent, lastSid: Ip6Address): Promise<void> {
  const { config } = one.overlay;
  const text = `
node: node1
policies:
  - { egress_node: "fd12::1000", bsid: "cafe::1d1", segment_list: ["${WAYPOINT}", "${lastSid}"], traffic: IPv4 }
`;
  const range = config.sids.bsids.cluster;
  const node = { id: "node1", address: config.node.address, bsids: range, localSids: config.sids.localSids.cluster };
  await one.overlay.setDocument(await parseTeDocument(text, "te.yaml", node), "te.yaml");
  await test(t, underlay, "of the mode", async () => {
    for (const mode of ["configmap", "bgp"] as const) {
      await one.overlay.configure({ ...config, mode });
      await one.overlay.idle();
    }
  });
}

/** Runs an agent by the command until it has its tunnel, and kills it. */
async function killOne(socketPath: string, configuration: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tsvpp-"));
  const path = join(folder, "node.yaml");
  writeFileSync(path, configuration);
  const argv = [COMMAND, "overlay", "run", "--config", path, "--server", join(folder, "s"), "--socket", socketPath];
  const agent = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "ignore"] });
  for await (const line of createInterface({ input: agent.stdout })) if (line.startsWith("tunnel to")) break;
  agent.kill("SIGKILL");
  await once(agent, "exit");
  rmSync(folder, { recursive: true });
}

/** Tests that a change loses no packet when it is made 100 times. */
async function test(t: Test, { path }: Underlay, what: string, change: () => Promise<void>): Promise<void> {
  await t.test(`no packet is lost by 100 changes ${what}`, async (t) => {
    for (const rate of RATES) {
      const before = await lost(path, rate, () => wait(CONTROL_MS));
      const during = await lost(path, rate, async () => {
        for (let done = 0; done < TIMES; done++) await change();
      });
      const after = await lost(path, rate, () => wait(CONTROL_MS));
      t.comment(`at ${rate} packets a second: ${before.text}; ${during.text}; ${after.text}`);
      if (before.lost + after.lost > 0) continue;
      t.equal(during.lost, 0, during.text);
      return;
    }
    t.fail("this machine loses packets without any change");
  });
}

async function lost(path: Underlay["path"], rate: number, during: () => Promise<unknown>) {
  const { sent, received, twice } = await path.count(rate, RECEIVER, async () => void (await during()));
  return { lost: sent - received + twice, text: `${sent - received} of ${sent} lost` };
}

/** What an agent does that dumps, deletes, adds and steers. */
async function deleteAndAdd(srv6: Srv6, bsid: string, sid: Ip6Address): Promise<void> {
  const traffic = { kind: "l3", prefix: DESTINATION } as const;
  await srv6.unsteer(traffic);
  await srv6.deletePolicy(bsid);
  await srv6.addPolicy({ bsid, segmentLists: [{ segments: [sid] }], encapSource: "fd11::1000" });
  await srv6.steer(traffic, bsid);
}

function isUp({ overlay }: Agent): boolean {
  return overlay.status.nodes.some(({ tunnels }) => tunnels.some(({ state }) => state === "up"));
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
