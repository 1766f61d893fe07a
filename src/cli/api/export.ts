import { writeApiJson } from "../../schema/index.ts";
import { UsageError } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { readSelection } from "./read-api.ts";

/** `tsvpp api export` */
export const exportDocuments: Command = {
  operands: [],
  options: ["input", "api", "output", "modules", "include"],
  help: "",

  async run(invocation) {
    const { output: folder } = invocation.values;
    if (folder === undefined) throw new UsageError("api export: --output is missing (see tsvpp api --help)");
    const { schema, modules } = await readSelection(invocation);
    writeApiJson(folder, schema, modules);
    const { output } = invocation;
    if (output.isJson) output.json({ written: modules.map(({ name }) => name) });
    else output.line(`${modules.length} ${modules.length === 1 ? "document" : "documents"} written`);
    return EXIT.done;
  },
};
