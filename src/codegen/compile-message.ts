import { VppError } from "../errors.ts";
import type { FoundMessage, MessageDefinition } from "../schema/index.ts";
import { compileCodec } from "./compile.ts";
import { answersOf, headerOf, roleOf } from "./message-role.ts";

/**
 * Compiles the descriptor of a message at run time, with those of its answers, as a generated file contains it.
 *
 * @param wire the wire runtime, as for `compileCodec`.
 * @returns a descriptor: `Request`, `Dump` or `Paged` of a message that a client sends, else `Message`.
 * @throws {VppError} as `compileCodec`; `VPP_SCHEMA` if an answer is not defined.
 */
export function compileMessage({ message, module, schema }: FoundMessage, wire: object): unknown {
  const role = roleOf(message, module);
  const answers = answersOf(role).map(describeAnswer);
  const [first, last] = [answers[0], answers.at(-1)];
  const { kind } = role;
  const own = describe(message);
  if (kind === "request") return { ...own, kind, reply: last };
  if (kind === "dump") return { ...own, kind, details: first };
  return kind === "paged" ? { ...own, kind, details: first, reply: last } : own;

  function describeAnswer(name: string): object {
    const answer = module.messages.find((each) => each.name === name);
    if (answer !== undefined) return describe(answer);
    throw new VppError("VPP_SCHEMA", `${message.name} is answered by ${name}, which its module does not define`);
  }

  function describe(definition: MessageDefinition): object {
    const { name, crc } = definition;
    const codec = compileCodec(definition, module, schema, wire);
    return { kind: "message", name, crc, header: headerOf(definition).header, codec };
  }
}
