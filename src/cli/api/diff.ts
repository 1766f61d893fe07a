import { diffSchemas, type FieldDifference, type MessageDifference } from "../../schema/index.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import type { Output } from "../output.ts";
import { readApi } from "./read-api.ts";

/** `tsvpp api diff A B` */
export const diff: Command = {
  operands: ["A", "B"],
  options: ["modules", "include"],
  help: "",

  async run(invocation) {
    const [a, b] = invocation.operands as [string, string];
    const before = await readApi(a, invocation);
    const after = await readApi(b, invocation);
    const modules = new Set([...before.modules, ...after.modules].map(({ name }) => name));
    const found = diffSchemas(before.schema, after.schema).filter(({ module }) => modules.has(module));
    const { output } = invocation;
    for (const each of found) {
      if (output.isJson) output.json(each);
      else print(each, output);
    }
    if (!output.isJson) output.line(summary(found));
    return found.length === 0 ? EXIT.done : EXIT.answeredNo;
  },
};
