import { printable } from "../../printable.ts";
import {
  type ApiModule,
  findVersions,
  formatIdl,
  formatMessage,
  formatReleases,
  formatService,
  formatType,
  isSameDefinition,
  type MessageDefinition,
  releasesOfModule,
  type TypeDefinition,
  withCompatibleItems,
} from "../../schema/index.ts";
import { UsageError, unknownName } from "../arguments/index.ts";
import type { Command, Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { findServed } from "../served-message.ts";
import { readSelection } from "./read-api.ts";

/** A definition that is shown, in its JSON form. */
interface Shown {
  readonly kind: "message" | "type" | "module";
  readonly name: string;
  readonly module: string;
  readonly version: string;
  readonly crc?: string;
  /** The releases of the catalogue that have this definition, whichever input was read. */
  readonly releases: readonly string[];
  /** Other definitions of the same name, and the releases that have them. */
  readonly others: readonly { readonly crc?: string; readonly releases: readonly string[] }[];
  /** In VPP's language. */
  readonly definition: string;
}

/** `tsvpp api show NAME` */
export const show: Command = {
  operands: ["NAME"],
  options: ["input", "api", "modules", "include"],
  help: "",

  async run(invocation) {
    const name = invocation.operands[0]!;
    const { schema, modules } = await readSelection(invocation);
    const known = withCompatibleItems(schema).modules;
    // A file's imports can be shown too.
    const places = invocation.values.modules === undefined ? [...known.values()] : modules;
    const there = places.flatMap((module) => showIn(name, known.get(module.name)!));
    const shown = there.length > 0 ? there : await showServed(name, invocation);
    if (shown.length === 0) throw new UsageError(unknownName("message, type or module", name, namesIn(places)));
    const { output } = invocation;
    for (const [at, each] of shown.entries()) {
      if (output.isJson) output.json(each);
      else output.text(`${at === 0 ? "" : "\n"}${describe(each)}`);
    }
    return EXIT.done;
  },
};

/** Shows a message that only the VPP behind the socket has, unless the command line names what is searched. */
async function showServed(name: string, invocation: Invocation): Promise<Shown[]> {
  const { input, modules } = invocation.values;
  if (input !== undefined || modules !== undefined || invocation.options.socketPath !== undefined) return [];
  const found = await findServed(name, invocation);
  return found === undefined ? [] : [showMessage(found.message, found.module)];
}

function showIn(name: string, module: ApiModule): Shown[] {
  const messages = module.messages.filter((message) => message.name === name);
  const types = module.types.filter((type) => type.name === name);
  return [
    ...(module.name === name ? [showModule(module)] : []),
    ...messages.map((message) => showMessage(message, module)),
    ...types.map((type) => showDefinition("type", type, module, formatType(type))),
  ];
}

function showModule(module: ApiModule): Shown {
  const { name, version } = module;
  const facts = { kind: "module", name, module: name, version, others: [] } as const;
  return { ...facts, releases: releasesOfModule(name), definition: formatIdl(module) };
}

function showMessage(message: MessageDefinition, module: ApiModule): Shown {
  const service = formatService(message);
  const text = formatMessage(message) + (service === undefined ? "" : `\nservice {\n  ${service}\n};`);
  return showDefinition("message", message, module, text);
}

function showDefinition(
  kind: "message" | "type",
  definition: MessageDefinition | TypeDefinition,
  { name: module, version }: ApiModule,
  text: string,
): Shown {
  const versions = findVersions(definition.name).map(({ definition: other, releases }) => {
    return { isSame: isSameDefinition(other, definition), ...crcOf(other), releases };
  });
  const releases = versions.find(({ isSame }) => isSame)?.releases ?? [];
  const others = versions.filter(({ isSame }) => !isSame).map(({ isSame: _, ...other }) => other);
  const facts = { kind, name: definition.name, module, version, ...crcOf(definition) };
  return { ...facts, releases, others, definition: `${text}\n` };
}

function crcOf(definition: MessageDefinition | TypeDefinition): { crc?: string } {
  return "crc" in definition ? { crc: definition.crc } : {};
}

/** Formats a definition as text; all other facts are comments of VPP's API language. */
function describe({ kind, name, module, version, crc, releases, others, definition }: Shown): string {
  const place = kind === "module" ? `module ${name}` : `${nameWith(name, crc)}, ${kind} of module ${module}`;
  const lines = [
    `// ${place}${version === "" ? "" : `, version ${version}`}`,
    `// ${releases.length === 0 ? "in no release of the catalogue" : `VPP ${formatReleases(releases)}`}`,
    ...others.map((other) => `// ${nameWith(name, other.crc)} in VPP ${formatReleases(other.releases)}`),
  ];
  // Comments can have tabs.
  return `${lines.map((line) => printable(line)).join("\n")}\n${definition.replaceAll("\t", "  ")}`;
}

function nameWith(name: string, crc: string | undefined): string {
  return crc === undefined ? name : `${name}_${crc}`;
}

function namesIn(modules: readonly ApiModule[]): string[] {
  return modules.flatMap(({ name, messages, types }) => [name, ...[...messages, ...types].map((each) => each.name)]);
}
