import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Test } from "tap";
import type { OwnRoute, Speaker } from "../../../src/bgp/index.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { configText, PEERS, startPeer } from "../../overlay/agent/scene.ts";
import { type Ran, type Running, tsvpp, tsvppBeside } from "../tsvpp.ts";

/** A running agent of node1 with a simulated VPP. */
export interface Agent {
  readonly simulator: Simulator;
  readonly running: Running;
  /** The paths of its configuration and of its socket; `folder` has no other files. */
  readonly folder: string;
  readonly configPath: string;
  readonly server: string;
  /** Resolves with the next line of standard output, or of standard error, that matches. */
  out(pattern: RegExp): Promise<string>;
  err(pattern: RegExp): Promise<string>;
  /** Starts a speaker at a loopback address, and resolves when it is a peer of the agent. */
  peer(address: string): Promise<Speaker>;
  /** Runs a command that asks the agent. */
  ask(...argv: string[]): Promise<Ran>;
}

/** Starts `tsvpp overlay run`, with peers at 127.0.0.2, 127.0.0.3 (nodes) and 127.0.0.4 (injector). */
export async function startAgent(
  t: Test,
  {
    text = configText({ peers: PEERS }),
    argv = [],
  }: { readonly text?: string; readonly argv?: readonly string[] } = {},
): Promise<Agent> {
  const simulator = await startSimulator();
  const folder = temporaryFolder(t);
  const [configPath, server] = [join(folder, "node1.yaml"), join(folder, "run", "overlay.sock")];
  writeFileSync(configPath, text);
  const common = ["--config", configPath, "--server", server, "--socket", simulator.socketPath];
  const running = tsvppBeside("overlay", "run", ...common, ...argv);
  const out = (pattern: RegExp) => lineOf(running.out, pattern);
  const speakers: Speaker[] = [];
  t.teardown(async () => {
    for (const speaker of speakers) speaker.close();
    running.interrupt("SIGTERM");
    await running.exitCode;
    await simulator.close();
  });
  const port = Number(/\d+/.exec(await out(/listening/))![0]);
  await out(/started/);
  return {
    ...{ simulator, running, folder, configPath, server, out },
    err: (pattern) => lineOf(running.err, pattern),
    peer: async (address) => {
      const speaker = await startPeer(address, port);
      speakers.push(speaker);
      await out(new RegExp(`${address}: session established|"up".*"${address}"`));
      return speaker;
    },
    ask: (...asked) => tsvpp(["overlay", ...asked, "--server", server], { signals: running.signals }),
  };
}

/** Returns a route of a policy with a name. */
export function named(route: OwnRoute, policyName: string): OwnRoute {
  return { ...route, attributes: { candidatePath: { ...route.attributes.candidatePath!, policyName } } };
}

async function lineOf(next: () => Promise<string | undefined>, pattern: RegExp): Promise<string> {
  for (;;) {
    const line = await next();
    if (line === undefined) throw new Error(`the command has ended without a line as ${pattern}`);
    if (pattern.test(line)) return line;
  }
}
