import { describeDifference, verify as verifyState } from "../../desired/index.ts";
import { CLIENT_OPTIONS } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { readInterfaceNames, withNames } from "../interface-names.ts";
import { isVerified, readDocument, VERIFY_OPTIONS, VERIFY_OPTIONS_HELP, verificationToJson } from "../state/index.ts";

/** `tsvpp verify FILE` */
export const verify: Command = {
  operands: ["FILE"],
  options: VERIFY_OPTIONS,
  help: `Compares VPP with the state that FILE describes in YAML (- reads standard input), and looks up how VPP forwards every
steered prefix and, in its policy's table, the first SID of every segment list. Prints each difference, a warning for
each prefix that is shadowed and each SID that is unresolved, and "verified" when nothing differs. Changes nothing.
The exit code is 1 when VPP holds another state.

  tsvpp verify overlay.yaml --strict
`,
  optionsHelp: VERIFY_OPTIONS_HELP + CLIENT_OPTIONS,

  async run(invocation) {
    const { operands, values, output, io } = invocation;
    const { desired } = await readDocument(operands[0]!, io);
    const [found, interfaces] = await withClient(invocation, (vpp) =>
      Promise.all([verifyState(vpp, desired), readInterfaceNames(vpp)]),
    );
    const isDone = isVerified(found, values);
    if (output.isJson) output.json(verificationToJson(found, values, interfaces));
    else {
      for (const each of found.differences) output.line(withNames(describeDifference(each), interfaces), "red");
      for (const each of found.warnings) output.line(withNames(`warning: ${each}`, interfaces), "yellow");
      if (isDone) output.line("verified", "green");
    }
    return isDone ? EXIT.done : EXIT.refused;
  },
};
