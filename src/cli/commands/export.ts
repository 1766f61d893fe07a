import { exportDocument } from "../../desired/index.ts";
import type { Command } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";

/** `tsvpp export` */
export const exportCommand: Command = {
  operands: [],
  help: `Prints the state that VPP holds as a document for "plan" and "apply". Comments at its top list the state that a document
cannot describe. With --json the document is one JSON string.

  tsvpp export > overlay.yaml
`,

  async run(invocation) {
    const { output } = invocation;
    const document = await withClient(invocation, exportDocument);
    if (output.isJson) output.json(document);
    else output.text(document);
    return EXIT.done;
  },
};
