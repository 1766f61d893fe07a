import { SUBCOMMANDS } from "../api/index.ts";
import { checkOperands, checkOptions, UsageError, unknownName } from "../arguments/index.ts";
import type { Command } from "../command.ts";

const names = [...SUBCOMMANDS.keys()];

/** `tsvpp api COMMAND` */
export const api: Command = {
  operands: [names.join("|"), "[ARGUMENT...]"],
  options: ["input", "output", "modules", "include"],
  help: `Looks at the definitions of VPP's messages.
  ls [MODULE]   the modules, or the messages of one
  show NAME     a message, a type or a module in VPP's language, and which releases have it
  diff A B      what B has other than A, field by field; the exit code is 1 if there is anything. Compatibility breaks
                where a message that was neither in progress nor deprecated is another one or gone
  lint          what VPP's rules do not allow; the exit code is 1 if there is anything
  export        writes .api.json documents below the folder of --output; replaces none but its own
  crc           name_crc of every message, computed from its definition

  tsvpp api show sr_policy_add
  tsvpp api diff 24.02 26.06 --modules sr
  tsvpp api lint --input plugin.api
`,
  optionsHelp: `  --input WHAT     a release, a file (.api, .api.json), a folder of such, or VPP's API socket;
                   A and B too are one of these (default: the newest release)
  --modules NAMES  only these modules, with commas between
  --include FOLDER where .api files import from, before the folders around them and the newest release
  --output FOLDER  where export writes
  --wait SECONDS   how long to wait for a socket's VPP that does not listen yet (default: 0; also: forever)
  --json           JSON in place of tables, one line for each value
  --help           this help
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
