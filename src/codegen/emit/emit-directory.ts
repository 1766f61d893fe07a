import type { ApiSchema } from "../../schema/index.ts";
import { Layouts } from "../../schema/index.ts";
import { GENERATED_HEAD } from "../generated-file.ts";
import { answersOf, headerOf, type MessageRole, roleOf } from "../message-role.ts";
import { docText } from "./documentation.ts";

/**
 * Prints the directory: a line for each message of the release. The command finds a message's module in it, and the simulator
 * the messages of VPP, without loading all modules.
 */
export function emitDirectory(schema: ApiSchema): string {
  const lines = [
    `${GENERATED_HEAD} VPP ${docText(schema.release)}. Do not edit.`,
    "",
    "/** The VPP release that the bindings were generated from. */",
    `export const RELEASE = ${JSON.stringify(schema.release)};`,
    "",
    "/** A message: VPP's name, CRC, the module that defines it, its role, and the messages that answer it. */",
    'export type DirectoryEntry = readonly [name: string, crc: string, module: string, role: "message" | "request" | "dump" | "paged" | "event", answers: readonly string[], leastBytes: number];',
    "",
    "/** Every message of the release, in the order of definition. `leastBytes` is its length with variable parts empty. */",
    "export const directory: readonly DirectoryEntry[] = [",
    ...directoryLines(schema),
    "];",
  ];
  return `${lines.join("\n")}\n`;
}

const HEADER_FIELD_BYTES = 4;
const MESSAGE_ID_BYTES = 2;

function directoryLines(schema: ApiSchema): string[] {
  return directoryEntries(schema).map((entry) => `  ${JSON.stringify(entry)},`);
}

/** An entry of a directory: the `DirectoryEntry` of the bindings. */
export type MessageEntry = readonly [
  name: string,
  crc: string,
  module: string,
  role: MessageRole["kind"],
  answers: readonly string[],
  leastBytes: number,
];

/** Returns the entries of a schema's directory, in the order of definition. @throws {VppError} `VPP_SCHEMA` */
export function directoryEntries(schema: ApiSchema): MessageEntry[] {
  const layouts = new Layouts(schema);
  return [...schema.modules.values()].flatMap((module) =>
    module.messages.map((message): MessageEntry => {
      const role = roleOf(message, module);
      const { fields } = headerOf(message);
      const last = layouts.fields(fields, module).at(-1);
      const headerBytes = MESSAGE_ID_BYTES + HEADER_FIELD_BYTES * (message.fields.length - fields.length);
      const bytes = headerBytes + (last === undefined ? 0 : last.offset + last.shape.leastBytes);
      const answers = answersOf(role);
      return [message.name, message.crc, module.name, role.kind, answers, bytes];
    }),
  );
}
