import { compileCodec } from "../../codegen/index.ts";
import { errorText, VppError } from "../../errors.ts";
import { type Codec, convertCodec, type Field, type Message } from "../../wire/index.ts";
import * as wire from "../../wire/v1.ts";
import type { Definitions } from "./definitions.ts";

/** A message of which VPP has another version. */
export interface AdaptedMessage {
  /** With the fields that the caller knows and the bytes that VPP knows. */
  readonly message: Message<unknown>;
  /** The fields as they are on the wire. */
  readonly fields: readonly Field[];
}

/**
 * Finds VPP's version of a message, and makes a codec for it.
 *
 * @param crc of VPP's version.
 * @throws {VppError} `VPP_MESSAGE_MISSING` when no source defines that version; `VPP_NO_EVAL`; the error of a source of
 * definitions
 * that cannot be read. Nothing was sent.
 */
export async function adaptMessage(
  message: Message<unknown>,
  crc: string,
  definitions: Definitions,
): Promise<AdaptedMessage> {
  const { name: messageName } = message;
  try {
    const served = await compileVersion(messageName, crc, definitions);
    if (served === undefined) throw unknownVersion(message, crc);
    const rules = {
      messageName,
      versions: `${message.crc} here, ${crc} in VPP`,
      target: "VPP's version",
      isStrict: true,
    };
    return { message: { ...message, crc, codec: convertCodec(message.codec, served, rules) }, fields: served.fields };
  } catch (reason) {
    throw reason instanceof VppError && reason.messageName === messageName
      ? reason
      : notFound(messageName, crc, reason);
  }
}

async function compileVersion(
  messageName: string,
  crc: string,
  definitions: Definitions,
): Promise<Codec<unknown> | undefined> {
  const found = await definitions.find(messageName, crc);
  // What is compiled is a codec; its type is that of the definition.
  return found && (compileCodec(found.message, found.module, found.schema, wire) as Codec<unknown>);
}

function unknownVersion({ name: messageName, crc: ours }: Message<unknown>, crc: string): VppError {
  const text = `${messageName}: this VPP has version ${crc} of the message, which is in no catalogue (the bindings have ${ours})`;
  return new VppError("VPP_MESSAGE_MISSING", `${text}; set apiFolder to a folder with VPP's .api.json files`, {
    messageName,
  });
}

/** Returns the error when a source of definitions cannot be read, or a definition cannot be used. */
function notFound(messageName: string, crc: string, cause: unknown): VppError {
  const code = cause instanceof VppError ? cause.code : "VPP_SCHEMA";
  const text = `${messageName}: VPP has version ${crc} of this message, and its definition cannot be found: ${errorText(cause)}`;
  return new VppError(code, text, { effect: "none", messageName, cause });
}
