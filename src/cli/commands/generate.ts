import { type GenerateOptions, generateBindings, writeBindings } from "../../codegen/index.ts";
import { VppError } from "../../errors.ts";
import { printable } from "../../printable.ts";
import { type ApiModule, type ApiSchema, checkCrcs, withCompatibleItems } from "../../schema/index.ts";
import { readSelection } from "../api/index.ts";
import { UsageError } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";

const EXTENSIONS: readonly GenerateOptions["importExtension"][] = [".js", ".ts"];

/** `tsvpp generate` */
export const generate: Command = {
  operands: [],
  options: ["input", "output", "modules", "include", "import-extension"],
  help: `Writes TypeScript for the messages of a VPP or a plugin: one file per module, which depends only on tsvpp.
A second run changes nothing. Files of an earlier run that are no longer wanted are removed. A file that tsvpp did not
write is not replaced: then nothing is written.

  tsvpp generate --input plugin.api --output src/vpp
  tsvpp generate --input 26.06 --modules sr,ip --output src/vpp
`,
  optionsHelp: `  --input SOURCE   a release (26.06), a file (.api, .api.json), a folder of such files, or VPP's API socket
  --output FOLDER  where to write; the folder is made if it does not exist
  --modules NAMES  only these modules, separated by commas, and those whose types they use
  --include FOLDER where imports of .api files are looked up first, before the folders around the file and the
                   newest release
  --import-extension .ts
                   for a Node.js that runs TypeScript; by default files import each other as .js, as compilers expect
  --wait SECONDS   how long to wait until VPP listens on the socket (default: 0; also: forever)
  --json           { "written": [...], "removed": [...] } on one line
  --help           print this help
`,

  async run(invocation) {
    const { input, output } = invocation.values;
    if (input === undefined || output === undefined) {
      const missing = (["input", "output"] as const).filter((name) => invocation.values[name] === undefined);
      const names = missing.map((name) => `--${name}`).join(" and ");
      const verb = missing.length === 1 ? "is" : "are";
      throw new UsageError(`generate: ${names} ${verb} missing (see tsvpp generate --help)`);
    }
    const importExtension = parseExtension(invocation.values["import-extension"] ?? ".js");
    const { schema, modules, isWhole } = await readSelection(invocation);
    if (!isWhole) checkStatedCrcs(schema, modules);
    const files = generateBindings(schema, { modules: modules.map(({ name }) => name), importExtension });
    const { written, removed } = writeBindings(output, files);
    if (invocation.output.isJson) invocation.output.json({ written, removed });
    else invocation.output.line(describe(files.size, written.length, removed.length));
    return EXIT.done;
  },
};

/** Refuses definitions that were edited after VPP's compiler wrote their CRCs: VPP would not know the messages. */
function checkStatedCrcs(schema: ApiSchema, modules: readonly ApiModule[]): void {
  const wrong = checkCrcs(withCompatibleItems(schema)).find(({ module }) =>
    modules.some(({ name }) => name === module),
  );
  if (wrong === undefined) return;
  const { module, message, stated, computed } = wrong;
  const reason = `the stated CRC is ${stated}, but the definition has the CRC ${computed}`;
  throw new VppError(
    "VPP_SCHEMA",
    `${message}, in module ${printable(module)}: ${reason} (tsvpp api lint lists all such messages)`,
  );
}

function parseExtension(text: string): ".js" | ".ts" {
  const extension = EXTENSIONS.find((each) => each === text);
  if (extension === undefined) throw new UsageError(`--import-extension ${text}: .js or .ts is expected`);
  return extension;
}

function describe(all: number, written: number, removed: number): string {
  const rest = removed === 0 ? "" : `, ${removed} removed`;
  return `${all === 1 ? "1 file" : `${all} files`}: ${written} written, ${all - written} unchanged${rest}`;
}
