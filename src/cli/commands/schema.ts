import { jsonSchema } from "../../desired/index.ts";
import { printableJson } from "../../printable.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";

/** `tsvpp schema` */
export const schema: Command = {
  operands: [],
  help: `Prints the JSON Schema (draft 2020-12) of the documents that plan, apply, verify and keep read. With --json it is one
line. An editor with the YAML language server completes and checks a document whose first line names the schema:
# yaml-language-server: $schema=overlay.schema.json

  tsvpp schema > overlay.schema.json
`,
  optionsHelp: `  --json          one line
  --help          print this help
`,

  async run({ output }) {
    const document = await jsonSchema();
    if (output.isJson) output.json(document);
    else output.text(`${printableJson(document, 2)}\n`);
    return EXIT.done;
  },
};
