import { checkOperands, checkOptions, UsageError, unknownName } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { SUBCOMMANDS } from "../srv6-pi/index.ts";

const names = [...SUBCOMMANDS.keys()];

/** `tsvpp srv6-pi COMMAND` */
export const srv6Pi: Command = {
  operands: [names.join("|"), "[FILE...]"],
  options: ["config", "server", "gobgp", "headend", "dry-run", "color", "endpoint", "distinguisher", "all"],
  endsBySignal: true,
  help: `Injects SR policies: announces the policies in YAML files over BGP, for nodes to obey. See docs/injector.md.
  create FILE...    announces policies; one with the same NLRI is replaced
  apply FILE...     announces these policies, and withdraws all others
  delete FILE...    withdraws the policies in the files, or those of --color and --endpoint, or --all; the exit code
                    is 1 when one of them was not there
  list              lists all policies, and which peers have them
  watch             prints a line for each change, until it is interrupted (Ctrl-C)
  validate FILE...  checks files and prints how they are read; no server is needed
  serve             holds the sessions with all peers, and the policies over restarts, until it is interrupted;
                    peers keep the policies until it is back

  tsvpp srv6-pi serve --config pi.yaml
  tsvpp srv6-pi create te.yaml --headend 10.0.0.11
  tsvpp srv6-pi list --gobgp 127.0.0.1:50051
`,
  optionsHelp: `  --config FILE        serve: its configuration
  --server PATH        the socket of the server (default: /run/tsvpp/srv6-pi.sock)
  --gobgp TARGET       HOST:PORT or unix:PATH of a gobgpd, which announces the policies instead of a server
  --headend ROUTER-ID  the node that shall obey the policies (default: as the files say, else all nodes); several with
                       commas between them, or repeated. A policy without nlri.distinguisher is announced once for each
  --dry-run            only print what would change
  --color C, --endpoint E, --distinguisher D
                       delete: the policies with these (default: any distinguisher)
  --all                delete: all policies
  --json               JSON instead of tables, one value on each line
  --help               print this help
`,

  async run(invocation) {
    const [name = "", ...operands] = invocation.operands;
    const load = SUBCOMMANDS.get(name);
    if (load === undefined)
      throw new UsageError(`${unknownName("srv6-pi command", name, names)} (${names.join(", ")})`);
    if (invocation.options.socketPath !== undefined)
      throw new UsageError("srv6-pi: --socket is for VPP's socket; use --server for that of srv6-pi serve");
    const command = await load();
    checkOperands(`srv6-pi ${name}`, command.operands, operands);
    checkOptions(`srv6-pi ${name}`, command.options ?? [], invocation.values);
    return await command.run({ ...invocation, operands });
  },
};
