import { computeCrcs, withCompatibleItems } from "../../schema/index.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { readSelection } from "./read-api.ts";

/** `tsvpp api crc` */
export const crc: Command = {
  operands: [],
  options: ["input", "api", "modules", "include"],
  help: "",

  async run(invocation) {
    const { schema, modules } = await readSelection(invocation);
    const names = new Set(modules.map(({ name }) => name));
    const { output } = invocation;
    for (const { module, message, computed } of computeCrcs(withCompatibleItems(schema))) {
      if (!names.has(module)) continue;
      if (output.isJson) output.json({ module, name: message, crc: computed });
      else output.line(`${message}_${computed}`);
    }
    return EXIT.done;
  },
};
