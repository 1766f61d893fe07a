import { setTimeout as delay } from "node:timers/promises";
import type { VppClient } from "../../../client/index.ts";
import { VppError } from "../../../errors.ts";

/** An agent that was ended a moment ago may still be listed. */
const TRIES = 5;
const PAUSE_MS = 200;

/** The name of an agent in `show api clients`, after which the file descriptor of its connection stands. */
const LISTED = /^\s*tsvpp-agent:(?<pid>\d+)\s+\d+\s*$/gm;

type Cli = Pick<VppClient, "cli" | "states">;

/**
 * The name for the client of the agent that this process runs. Other agents find it by its name: VPP lists it as long as the process
 * lives, and shows the first 20 bytes.
 */
export const AGENT_NAME: string = `tsvpp-agent:${process.pid}`;

/**
 * Refuses a VPP to which another agent is connected: each of them would remove what the other one adds.
 *
 * @param isAgent whether the client that asks is that of an agent, which has its name.
 * @throws {VppError} `VPP_HAZARD`, which names the other agent; the failure of the question.
 */
export async function requireNoOtherAgent(
  vpp: Pick<Cli, "cli">,
  isAgent: boolean,
  pauseMs: number = PAUSE_MS,
): Promise<void> {
  for (let left = TRIES; ; left--) {
    const [other] = await otherAgents(vpp, isAgent);
    if (other === undefined) return;
    if (left === 1) throw new VppError("VPP_HAZARD", `${other} is connected to this VPP: end it first`);
    await delay(pauseMs);
  }
}

/** Reports other agents each time that VPP is connected again: they may have started while it was gone. Ends with the client. */
export async function reportOtherAgents(vpp: Cli, report: (text: string) => void): Promise<void> {
  for await (const state of vpp.states()) {
    if (state.type !== "ready") continue;
    // If VPP is lost meanwhile, it is asked again when it is back.
    for (const other of await otherAgents(vpp, true).catch(() => []))
      report(`${other} is connected to this VPP as well: each removes what the other one adds: end one of them`);
  }
}

async function otherAgents(vpp: Pick<Cli, "cli">, isAgent: boolean): Promise<string[]> {
  const text = await vpp.cli("show api clients");
  const pids = [...text.matchAll(LISTED)].map(({ groups }) => Number(groups!.pid));
  // An agent in another container can have the same number.
  const own = isAgent ? pids.indexOf(process.pid) : -1;
  return pids.filter((_, at) => at !== own).map((pid) => `another overlay agent (process ${pid})`);
}
