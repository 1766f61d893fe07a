import { CLIENT_OPTIONS, UsageError, unknownName } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { SUBJECTS } from "../show/index.ts";

const names = [...SUBJECTS.keys()];

/** `tsvpp show SUBJECT` */
export const show: Command = {
  operands: ["SUBJECT"],
  options: ["fields"],
  help: `Shows what VPP holds. SUBJECT is one of
  ${names.join(" | ")}

  tsvpp show policies
`,
  optionsHelp: `  --fields A,B    print only these fields, by their names in --json; A.B is a field inside of another
${CLIENT_OPTIONS}`,

  async run(invocation) {
    const name = invocation.operands[0]!;
    const load = SUBJECTS.get(name);
    if (load === undefined) throw new UsageError(`${unknownName("subject", name, names)} (${names.join(", ")})`);
    const showSubject = await load();
    await withClient(invocation, (vpp) => showSubject(vpp, invocation.output));
    return EXIT.done;
  },
};
