import { compileCodec } from "../codegen/index.ts";
import { errorText, VppError } from "../errors.ts";
import type { FoundMessage } from "../schema/index.ts";
import * as wire from "../wire/index.ts";
import { type Codec, convertCodec, type Field, type Message } from "../wire/index.ts";
import type { Definitions } from "./definitions.ts";

/** A message of which VPP has another version. */
export interface AdaptedMessage {
  /** With the fields that the caller knows and the bytes that VPP knows. */
  readonly message: Message<unknown>;
  /** The fields as they are on the wire. */
  readonly fields: readonly Field[];
}

/**
 * Finds VPP's version of a message, and what it takes to speak it.
 *
 * @param crc of VPP's version.
 * @throws {VppError} `VPP_MESSAGE_MISSING` when nobody knows that version; `VPP_NO_EVAL`; what keeps a source of definitions
 * from being read. Nothing was sent of the message.
 */
export async function adaptMessage(
  message: Message<unknown>,
  crc: string,
  definitions: Definitions,
): Promise<AdaptedMessage> {
  const { name: messageName } = message;
  const found = await findVersion(messageName, crc, definitions);
  if (found === undefined) {
    const text = `${messageName}: this VPP has version ${crc}, which no catalogue has; bindings are of ${message.crc}`;
    throw new VppError("VPP_MESSAGE_MISSING", `${text}; name a folder with VPP's .api.json files (apiFolder)`, {
      messageName,
    });
  }
  // What compiles is a codec; its type is that of the definition.
  const served = compileCodec(found.message, found.module, found.schema, wire) as Codec<unknown>;
  const rules = { messageName, versions: `${message.crc} here, ${crc} in VPP`, isStrict: true };
  return { message: { ...message, crc, codec: convertCodec(message.codec, served, rules) }, fields: served.fields };
}

async function findVersion(
  messageName: string,
  crc: string,
  definitions: Definitions,
): Promise<FoundMessage | undefined> {
  try {
    return await definitions.find(messageName, crc);
  } catch (cause) {
    const code = cause instanceof VppError ? cause.code : "VPP_SCHEMA";
    const text = `${messageName}: VPP's version ${crc} of it cannot be found: ${errorText(cause)}`;
    throw new VppError(code, text, { effect: "none", messageName, cause });
  }
}
