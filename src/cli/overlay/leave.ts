import type { ControlClient } from "../../control/index.ts";
import { VppError } from "../../errors.ts";
import { leaveOverlay, parseOverlayConfig } from "../../overlay/index.ts";
import { printable } from "../../printable.ts";
import type { Command, Invocation } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { readText, reasonOf } from "../input.ts";
import { DEFAULT_SERVER, requireNoOtherAgent } from "./agent/index.ts";
import { askStatus, requireStatus, withAgent } from "./ask-agent.ts";

/** `tsvpp overlay leave` */
export const leave: Command = {
  operands: [],
  options: ["config", "server"],
  help: "",

  async run(invocation) {
    const { config } = invocation.values;
    const text = config === undefined ? await leaveByAgent(invocation) : await leaveWithoutAgent(invocation, config);
    if (invocation.output.isJson) invocation.output.json({ left: true });
    else invocation.output.line(text);
    return EXIT.done;
  },
};

function leaveByAgent(invocation: Invocation): Promise<string> {
  return withAgent(invocation, async (agent) => {
    const answer = await askStatus(agent);
    const { node } = requireStatus(answer);
    await agent.request({ kind: "end" });
    agent.keep();
    signal(invocation, answer.pid);
    const { hasLeft, error } = await endOf(agent);
    if (hasLeft !== true) throw new VppError("VPP_NOT_CONVERGED", `the agent has ended, but has not left: ${error}`);
    return `node ${node.id} has left: VPP has nothing of its agent any more`;
  });
}

async function endOf(agent: ControlClient): Promise<Readonly<Record<string, unknown>>> {
  const end = await agent.next();
  if (end !== undefined) return end;
  throw new VppError("VPP_ABORTED", "interrupted: the agent goes on to leave");
}

function signal({ io }: Invocation, pid: number): void {
  try {
    io.signals?.send(pid, "SIGUSR2");
  } catch (reason) {
    throw new VppError(
      "VPP_CONNECT",
      `process ${pid}: ${reasonOf(reason)}: run this as the user of the agent, or as root`,
    );
  }
}

async function leaveWithoutAgent(invocation: Invocation, path: string): Promise<string> {
  await requireNoAgent(invocation);
  const config = await parseOverlayConfig(await readText(path, invocation.io), printable(path));
  const socketPath = invocation.options.socketPath ?? config.vpp.socket;
  await withClient({ ...invocation, options: { ...invocation.options, socketPath } }, async (vpp) => {
    // An agent whose socket is elsewhere would add again what is removed.
    await requireNoOtherAgent(vpp, false);
    await leaveOverlay(vpp, config);
  });
  return `VPP has nothing of the agent of node ${config.node.id} any more`;
}

/** @throws {VppError} `VPP_FILE` when an agent runs: it would add again what is removed. */
async function requireNoAgent(invocation: Invocation): Promise<void> {
  const pid = await withAgent(invocation, askStatus).then(
    (answer) => answer.pid,
    () => undefined,
  );
  if (pid === undefined) return;
  const server = invocation.values.server ?? DEFAULT_SERVER;
  throw new VppError(
    "VPP_FILE",
    `${printable(server)}: an agent runs (process ${pid}): leave without --config lets it leave`,
  );
}
