import { exportDocument } from "../../desired/index.ts";
import type { Command } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";

/** `tsvpp export` */
export const exportCommand: Command = {
  operands: [],
  help: `Prints what VPP holds as a document: what "plan" and "apply" take. What no document can say stands in comments at its
top. With --json the document is one text.

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
