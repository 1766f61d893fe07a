import { exportDocument, exportObject } from "../../desired/index.ts";
import type { Command } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { writeNote } from "../io.ts";

/** `tsvpp export` */
export const exportCommand: Command = {
  operands: [],
  help: `Prints the state that VPP holds as a document for "plan" and "apply". Comments at its top list the state that a document
cannot describe. With --json the document is one line of JSON, and standard error lists that state.

  tsvpp export > overlay.yaml
`,

  async run(invocation) {
    const { output, io } = invocation;
    if (!output.isJson) {
      output.text(await withClient(invocation, exportDocument));
      return EXIT.done;
    }
    const { document, leftOut } = await withClient(invocation, exportObject);
    output.json(document);
    for (const text of leftOut) writeNote(io, `left out: ${text}`);
    return EXIT.done;
  },
};
