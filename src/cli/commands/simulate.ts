import { inspect } from "node:util";
import { freeSocketPath } from "../../control/index.ts";
import { errorText, VppError } from "../../errors.ts";
import type { Fault, Simulator } from "../../simulator/index.ts";
import { addModules, readApi } from "../api/index.ts";
import { UsageError } from "../arguments/index.ts";
import type { Command, Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { FAULTS_HELP, parseFault } from "../fault.ts";
import { reasonOf } from "../input.ts";
import { interrupted, writeNote } from "../io.ts";

/** `tsvpp simulate` */
export const simulate: Command = {
  operands: [],
  options: ["stats-socket", "release", "api", "shuffle-ids", "fault", "from"],
  endsBySignal: true,
  help: `Runs a simulated VPP until it is interrupted (Ctrl-C, SIGTERM; exit code 0), or receives a message that crashes VPP
(exit code 3). It holds interfaces, tables, routes and SRv6 state in memory, and forwards no packets.

  tsvpp simulate --socket /tmp/vpp.sock &
  TSVPP_VPP_SOCKET=/tmp/vpp.sock tsvpp show interfaces

  tsvpp simulate --socket /tmp/vpp.sock --fault delay:300@show_version --fault drop:9
`,
  optionsHelp: `  --socket PATH       the socket to listen on (default: one in a new temporary folder); replaces a socket on which no
                      process listens, and nothing else
  --stats-socket PATH the socket of statistics to listen on (default: none)
  --release RELEASE   the VPP release whose messages it has, such as 24.02 (default: the newest)
  --api FILE          also the messages of a plugin: a file (.api, .api.json) or a folder of such files
  --from FILE         answer as recorded by tsvpp record, and name each request that was never recorded; the release is
                      that of the recording
  --shuffle-ids SEED  message ids in another order, which depends on SEED alone
  --fault NAME[:ARG][@MESSAGE]
                      inject a fault into the answers of MESSAGE, or of all messages but registration; may be repeated
  --json              print { "socketPath": "..." } on one line as soon as it listens
  --help              print this help

Faults:
${FAULTS_HELP}`,

  async run(invocation) {
    const { values, output, io } = invocation;
    const faults = (values.fault ?? []).map(parseFault);
    await using simulator = await start(invocation);
    for (const fault of faults) inject(simulator, fault);
    if (output.isJson) output.json({ socketPath: simulator.socketPath });
    else output.line(`listening on ${simulator.socketPath}`);
    await Promise.race([simulator.closed, interrupted(io)]);
    for (const line of simulator.errors.flatMap((error) => inspect(error).split("\n"))) writeNote(io, line);
    if (simulator.crash === undefined) return EXIT.done;
    writeNote(io, `${simulator.crash.messageName} crashed VPP: ${simulator.crash.reason}`);
    return EXIT.notConnected;
  },
};

async function start(invocation: Invocation): Promise<Simulator> {
  const { startSimulator } = await import("../../simulator/index.ts");
  const { socketPath } = invocation.options;
  const { release, api, "shuffle-ids": shuffleIds, "stats-socket": statsSocketPath, from } = invocation.values;
  const added = api === undefined ? undefined : await readApi(api, invocation);
  for (const path of [socketPath, statsSocketPath]) if (path !== undefined) await freeSocketPath(path);
  try {
    return await startSimulator({
      recordCalls: false,
      ...(socketPath === undefined ? {} : { socketPath }),
      ...(statsSocketPath === undefined ? {} : { statsSocketPath }),
      ...(release === undefined ? {} : { release }),
      ...(shuffleIds === undefined ? {} : { shuffleIds }),
      ...(from === undefined ? {} : { from, onUnrecorded: (text) => writeNote(invocation.io, text) }),
      ...(added === undefined ? {} : { alter: (schema) => addModules(schema, added) }),
    });
  } catch (error) {
    if (error instanceof VppError) throw error;
    const paths = [socketPath ?? "a socket", statsSocketPath].filter((path) => path !== undefined).join(" and ");
    throw new UsageError(`cannot listen on ${paths}: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
}

function inject(simulator: Simulator, fault: Fault): void {
  try {
    simulator.inject(fault);
  } catch (error) {
    throw new UsageError(`--fault ${errorText(error)}`);
  }
}
