import { describeDifference, verify as verifyState } from "../../desired/index.ts";
import { readInterfaceNames } from "../../srv6/index.ts";
import { CLIENT_OPTIONS } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { withNames } from "../interface-names.ts";
import {
  isVerified,
  readDocument,
  VERIFY_OPTIONS,
  VERIFY_OPTIONS_HELP,
  verificationToJson,
  writeWarnings,
} from "../state/index.ts";

/** `tsvpp verify FILE` */
export const verify: Command = {
  operands: ["FILE"],
  options: VERIFY_OPTIONS,
  help: `Compares VPP with the state that FILE describes in YAML (- reads standard input), and looks up how VPP forwards every
steered prefix and, in its policy's table, the first SID of every segment list. Prints each difference, and "verified"
when nothing differs. Warns on standard error of prefixes that are shadowed, SIDs that are unresolved, and policies
whose packets get the outer source ::. Changes nothing.
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
      if (isDone) output.line("verified", "green");
    }
    writeWarnings(io, found.warnings, interfaces);
    return isDone ? EXIT.done : EXIT.refused;
  },
};
