import { diffSchemas, type FieldDifference, type MessageDifference } from "../../schema/index.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import type { Output, Style } from "../output/index.ts";
import { type NamedApi, readApi, selectModules } from "./read-api.ts";

const MARKS: Readonly<Record<FieldDifference["change"], string>> = {
  added: "+",
  removed: "-",
  changed: "~",
  moved: ">",
};

const STYLES: Readonly<Record<MessageDifference["change"], Style>> = {
  added: "green",
  changed: "yellow",
  extended: "green",
  deprecated: "yellow",
  removed: "yellow",
};

/** `tsvpp api diff A B` */
export const diff: Command = {
  operands: ["A", "B"],
  options: ["modules", "include"],
  help: "",

  async run(invocation) {
    const [a, b] = invocation.operands as [string, string];
    const apis = [await readApi(a, invocation), await readApi(b, invocation)] as const;
    const names = new Set(comparedModules(apis, invocation.values.modules));
    const found = diffSchemas(apis[0].schema, apis[1].schema).filter(({ module }) => names.has(module));
    const { output } = invocation;
    for (const each of found) {
      if (output.isJson) output.json(each);
      else print(each, output);
    }
    if (!output.isJson)
      output.line(`${summary(found)} (${names.size} ${names.size === 1 ? "module" : "modules"} compared)`);
    return found.length === 0 ? EXIT.done : EXIT.refused;
  },
};

/**
 * Selects the modules to compare: where one side is only a part of VPP, that part; the rest is not reported as removed.
 */
function comparedModules(apis: readonly NamedApi[], list: string | undefined): string[] {
  const parts = apis.filter(({ isWhole }) => !isWhole);
  const modules = (parts.length === 0 ? apis : parts).flatMap((api) => api.modules);
  return (list === undefined ? modules : selectModules(list, modules)).map(({ name }) => name);
}

function print(
  { name, module, change, isBreaking, crcBefore, crcAfter, fields }: MessageDifference,
  output: Output,
): void {
  const crcs = [crcBefore, crcAfter].filter((crc, at, all) => crc !== undefined && crc !== all[at - 1]);
  const style = isBreaking ? "red" : STYLES[change];
  const what = isBreaking ? `${change}, breaks compatibility` : change;
  output.line(`${name} (${module}) ${crcs.join(" -> ")}: ${what}`, style);
  for (const field of fields) output.line(`  ${describeField(field)}`);
}

function describeField({ path, change, before, after }: FieldDifference): string {
  const types = [before, after].filter((type) => type !== undefined);
  return [MARKS[change], path, types.join(" -> ")].join(" ").trimEnd();
}

function summary(found: readonly MessageDifference[]): string {
  const breaking = found.filter(({ isBreaking }) => isBreaking).length;
  if (found.length === 0) return "no difference";
  return `${found.length === 1 ? "1 message differs" : `${found.length} messages differ`}, ${breaking} breaking compatibility`;
}
