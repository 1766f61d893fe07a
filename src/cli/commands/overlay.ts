import { checkOperands, checkOptions, UsageError, unknownName } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { exitCodeOfSignal } from "../exit-code.ts";
import { SUBCOMMANDS } from "../overlay/index.ts";

const names = [...SUBCOMMANDS.keys()];

/** `tsvpp overlay COMMAND` */
export const overlay: Command = {
  operands: [names.join("|"), "[ARGUMENT]"],
  options: ["config", "server", "metrics", "until", "format", "te"],
  endsBySignal: true,
  help: `Runs the agent of a node: it learns over BGP which pods are on which node and by which paths they are reached, and
steers the packets of this node's pods there. One process for each node; peers are the other nodes or a route reflector.
  run               runs the agent until it is interrupted (Ctrl-C, SIGTERM; exit code 0): what VPP holds stays, and
                    peers keep the routes of this node for bgp.restartSeconds. Waits for VPP while it is not there.
                    Does not start while another agent is connected to the same VPP.
                    Follows its files; SIGHUP reads them at once. A file that is invalid or needs a restart changes
                    nothing. Prints a line for each change; with --json an object for each event
  status            prints what the running agent knows and does
  explain ADDRESS   follows a packet from a pod of this node to ADDRESS; the exit code is 1 if it does not arrive
  graph             draws the other nodes and the paths to them
  validate FILE     checks a configuration file, or with --config a document of a TE engine for that node: prints every
                    fault with its line, or "FILE: valid". Asks neither VPP nor the agent
  leave             lets the running agent withdraw its routes, remove from VPP what it owns, and end. With --config it
                    needs no agent: removes what an agent has left in VPP

  tsvpp overlay validate node1.yaml
  tsvpp overlay run --config node1.yaml
  tsvpp overlay status --until ready --wait 60
`,
  optionsHelp: `  --config FILE     run, leave: the configuration; validate: that of the node for which a TE document is
  --server PATH     the UNIX socket of the agent (default: /run/tsvpp/overlay.sock). It answers questions and changes
                    nothing; "leave" sends SIGUSR2 to the agent, so that it needs the right to end it
  --metrics HOST:PORT
                    run: serves metrics for Prometheus at http://HOST:PORT/metrics
  --until CONDITION status: waits until it holds: ready (the sources have reported, and VPP holds what they say),
                    settled (entries of VPP from before are removed, too), node=ADDRESS (all its prefixes are steered),
                    peer=ADDRESS (its session is established)
  --wait SECONDS    how long to wait. run, leave: until VPP listens (default of run: forever, of leave: 0); with
                    --until: for the agent and the condition (default: forever); after it the exit code is 4
  --format FORMAT   graph: tree, mermaid, svg (default: tree)
  --te              validate: FILE is a document of a TE engine, whatever it looks like
  --socket PATH     run, leave: VPP's API socket (default: vpp.socket of the configuration, else TSVPP_VPP_SOCKET, else
                    /run/vpp/api.sock)
  --json            JSON instead of text, one value on each line
  --help            print this help
`,

  async run(invocation) {
    const [name = "", ...operands] = invocation.operands;
    const load = SUBCOMMANDS.get(name);
    if (load === undefined)
      throw new UsageError(`${unknownName("overlay command", name, names)} (${names.join(", ")})`);
    const command = await load();
    checkOperands(`overlay ${name}`, command.operands, operands);
    checkOptions(`overlay ${name}`, command.options ?? [], invocation.values);
    const exitCode = await command.run({ ...invocation, operands });
    const { signal } = invocation.io;
    return signal.aborted && command.endsBySignal !== true ? exitCodeOfSignal(signal.reason) : exitCode;
  },
};
