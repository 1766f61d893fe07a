import { SUBCOMMANDS } from "../api/index.ts";
import { checkOperands, checkOptions, UsageError, unknownName } from "../arguments/index.ts";
import type { Command } from "../command.ts";

const names = [...SUBCOMMANDS.keys()];

/** `tsvpp api COMMAND` */
export const api: Command = {
  operands: [names.join("|"), "[ARGUMENT...]"],
  options: ["input", "api", "output", "modules", "include"],
  help: `Reads the definitions of VPP's messages.
  ls [MODULE]   lists the modules, or the messages of one module
  show NAME     prints a message, a type or a module in VPP's API language, and the releases that have it; VPP is asked
                for a message that no release has
  find TEXT     lists the messages and types with TEXT in their names, or in those of their fields and items;
                the exit code is 1 when there are none
  diff A B      compares B with A field by field; the exit code is 1 when they differ. A difference breaks compatibility
                when it changes or removes a message that was neither in progress nor deprecated
  lint          lists what VPP's rules for definitions do not allow; the exit code is 1 when there is anything
  export        writes .api.json documents below the folder of --output; replaces only documents that tsvpp wrote
  crc           prints name_crc of every message, computed from its definition

  tsvpp api show sr_policy_add
  tsvpp api diff 24.02 26.06 --modules sr
  tsvpp api lint --input plugin.api
`,
  optionsHelp: `  --input SOURCE   a release, a file (.api, .api.json), a folder of such files, or VPP's API socket;
                   A and B take the same values (default: the VPP of --socket, else the newest release)
  --api FILE       also the definitions of a plugin: a file or a folder as for --input
  --modules NAMES  only these modules, separated by commas
  --include FOLDER where imports of .api files are looked up first, before the folders around the file and the
                   newest release
  --output FOLDER  where export writes
  --socket PATH    VPP's API socket
  --wait SECONDS   how long to wait until VPP listens on the socket (default: 0; also: forever)
  --json           JSON instead of tables, one value on each line
  --help           print this help
`,

  async run(invocation) {
    const [name = "", ...operands] = invocation.operands;
    const load = SUBCOMMANDS.get(name);
    if (load === undefined) throw new UsageError(`${unknownName("api command", name, names)} (${names.join(", ")})`);
    const command = await load();
    checkOperands(`api ${name}`, command.operands, operands);
    checkOptions(`api ${name}`, command.options ?? [], invocation.values);
    return await command.run({ ...invocation, operands });
  },
};
