import type { ApiSchema } from "../schema/index.ts";
import { Layouts } from "../schema/index.ts";
import { GeneratedFile } from "./generated-file.ts";
import { headerOf, roleOf } from "./message-role.ts";

/**
 * Prints the directory: a line for every message of the release, by which the command finds a message's module and the
 * simulator knows what VPP would have. It is small, so that neither has to load all modules.
 */
export function emitDirectory(schema: ApiSchema, wireImport: string): string {
  const file = new GeneratedFile("directory");
  file.print(
    "/** The VPP release that the bindings were generated from. */",
    `export const RELEASE = "${schema.release}";`,
    "",
    "/** A message: VPP's name, CRC, the module that defines it, its role, and the messages that answer it. */",
    'export type DirectoryEntry = readonly [name: string, crc: string, module: string, role: "message" | "request" | "dump" | "paged", answers: readonly string[], leastBytes: number];',
    "",
    "/** Every message of the release, in the order of definition. `leastBytes` is its length with variable parts empty. */",
    "export const directory: readonly DirectoryEntry[] = [",
    ...directoryLines(schema),
    "];",
  );
  return file.text([`// Generated from VPP ${schema.release}. Do not edit.`], wireImport);
}

const HEADER_FIELD_BYTES = 4;
const MESSAGE_ID_BYTES = 2;

function directoryLines(schema: ApiSchema): string[] {
  const layouts = new Layouts(schema);
  return [...schema.modules.values()].flatMap((module) =>
    module.messages.map((message) => {
      const role = roleOf(message);
      const { fields } = headerOf(message);
      const last = layouts.fields(fields, module).at(-1);
      const headerBytes = MESSAGE_ID_BYTES + HEADER_FIELD_BYTES * (message.fields.length - fields.length);
      const bytes = headerBytes + (last === undefined ? 0 : last.offset + last.shape.leastBytes);
      const answers = role.kind === "message" ? [] : role.answers;
      return `  ${JSON.stringify([message.name, message.crc, module.name, role.kind, answers, bytes])},`;
    }),
  );
}
