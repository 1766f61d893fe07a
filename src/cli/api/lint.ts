import { type LintFinding, lintSchema } from "../../schema/index.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import type { ListView } from "../output/index.ts";
import { readSelection } from "./read-api.ts";

const FINDINGS: ListView<LintFinding> = {
  columns: ["module", "message", "rule", "finding"],
  rows: ({ module, message, rule, text }) => [[module, message, rule, text]],
  json: (finding) => finding,
};

/** `tsvpp api lint` */
export const lint: Command = {
  operands: [],
  options: ["input", "api", "modules", "include"],
  help: "",

  async run(invocation) {
    const { schema, modules } = await readSelection(invocation);
    const names = new Set(modules.map(({ name }) => name));
    const findings = lintSchema(schema).filter(({ module }) => names.has(module));
    const { output } = invocation;
    if (findings.length > 0 || output.isJson) await output.list(findings, FINDINGS);
    else output.line("nothing found");
    return findings.length === 0 ? EXIT.done : EXIT.refused;
  },
};
