import { type Definitions, type RecordedMessage, splitNameCrc } from "../../recording/index.ts";
import { FrameReader, MAX_MESSAGE_BYTES } from "../../transport/index.ts";
import { readMessageId } from "../../wire/index.ts";
import { UsageError } from "../arguments/index.ts";
import type { Invocation } from "../command.ts";
import { withClient } from "../connection.ts";

const FRAME_HEADER_BYTES = 16;
const FRAMES = {
  sender: "the other end",
  minBytes: 2,
  maxFirstBytes: MAX_MESSAGE_BYTES,
  maxBytes: MAX_MESSAGE_BYTES,
  strict: true,
};

/** Returns the bytes of hex digits, between which blanks, colons and 0x may stand; undefined for any other text. */
export function parseHex(text: string): Buffer | undefined {
  const digits = text.replaceAll(/0x|[\s:]/gi, "");
  return /^([0-9a-f]{2}){2,}$/i.test(digits) ? Buffer.from(digits, "hex") : undefined;
}

/** Returns the messages in frames of VPP's socket, else the bytes as one message. */
export function messagesIn(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let length = 0;
  const reader = new FrameReader(FRAMES, (memory, _view, at, byteLength) => {
    found.push(Buffer.from(memory.subarray(at, at + byteLength)));
    length += FRAME_HEADER_BYTES + byteLength;
  });
  try {
    reader.push(bytes);
  } catch {
    return [bytes];
  }
  return length === bytes.length ? found : [bytes];
}

/**
 * Returns the messages of hex digits, with their names in the message table of the VPP that runs: its ids are its own.
 *
 * @throws {UsageError} for other text. @throws {VppError} as a client.
 */
export async function readHex(
  text: string,
  invocation: Invocation,
  definitions: Definitions,
): Promise<RecordedMessage[]> {
  const bytes = parseHex(text);
  if (bytes === undefined) throw new UsageError(`${text}: no such file, and no hex digits of a message`);
  const table = await withClient(
    invocation,
    async (vpp) => new Map([...vpp.messageTable.entries()].map(([name, id]) => [id, name])),
  );
  return messagesIn(bytes).map((message, at) => {
    const nameCrc = table.get(readMessageId(new DataView(message.buffer, message.byteOffset), 0));
    const kind = nameCrc === undefined ? undefined : definitions.find(nameCrc)?.descriptor.kind;
    const isToVpp = kind !== "message" && kind !== "event" && !splitNameCrc(nameCrc ?? "").name.endsWith("_reply");
    return { number: at + 1, atUs: undefined, connection: 1, client: "", isToVpp, bytes: message, nameCrc };
  });
}
