import { setTimeout as delay } from "node:timers/promises";
import { VppError } from "../../errors.ts";
import type { Simulator } from "../../simulator/index.ts";
import type { Command } from "../command.ts";
import type { CommandValues } from "../command-line.ts";
import { EXIT } from "../exit-code.ts";
import { reasonOf } from "../input.ts";
import { UsageError } from "../usage-error.ts";

const LOOK_MS = 200;

/** `tsvpp simulate` */
export const simulate: Command = {
  operands: [],
  options: ["release", "shuffle-ids"],
  help: `Runs a simulated VPP until it is interrupted (Ctrl-C), or receives what would crash VPP. It holds interfaces,
tables, routes and SRv6 state in memory and forwards nothing.

  tsvpp simulate --socket /tmp/vpp.sock &
  TSVPP_VPP_SOCKET=/tmp/vpp.sock tsvpp show interfaces
`,
  optionsHelp: `  --socket PATH       where it listens (default: in a new temporary folder)
  --release RELEASE   of VPP, whose messages it has, such as 24.02 (default: the newest)
  --shuffle-ids SEED  message ids in another order, always the same for a seed
  --json              { "socketPath": "..." } on one line, as soon as it listens
  --help              this help
`,

  async run({ options: { socketPath }, values, output, io: { signal, stderr } }) {
    await using simulator = await start(socketPath, values);
    if (output.isJson) output.json({ socketPath: simulator.socketPath });
    else output.line(`listening on ${simulator.socketPath}`);
    await ended(simulator, signal);
    if (simulator.crash === undefined) return EXIT.done;
    stderr.write(`tsvpp: ${simulator.crash.messageName} crashed VPP: ${simulator.crash.reason}\n`);
    return EXIT.notConnected;
  },
};

async function start(socketPath: string | undefined, values: CommandValues): Promise<Simulator> {
  const { startSimulator } = await import("../../simulator/index.ts");
  const { release, "shuffle-ids": shuffleIds } = values;
  try {
    return await startSimulator({
      recordCalls: false,
      ...(socketPath === undefined ? {} : { socketPath }),
      ...(release === undefined ? {} : { release }),
      ...(shuffleIds === undefined ? {} : { shuffleIds }),
    });
  } catch (error) {
    if (error instanceof VppError) throw error;
    throw new UsageError(`cannot listen on ${socketPath ?? "a socket"}: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
}

/** Waits until the simulator has crashed, or the signal comes. */
async function ended(simulator: Simulator, signal: AbortSignal): Promise<void> {
  while (simulator.crash === undefined && !signal.aborted) await delay(LOOK_MS, undefined, { signal }).catch(() => {});
}
