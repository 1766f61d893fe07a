import { bytes } from "../../helpers.ts";

/** Encodes a text as MessagePack: fixstr, or str 8. @see https://github.com/msgpack/msgpack/blob/master/spec.md */
export function packText(text: string): Buffer {
  const encoded = Buffer.from(text);
  const length = encoded.length < 32 ? [0xa0 + encoded.length] : [0xd9, encoded.length];
  return Buffer.concat([Buffer.from(length), encoded]);
}

/** The header of a recording of format 1, with a time and nothing else. */
export const HEADER: Buffer = Buffer.concat([
  bytes("82"),
  packText("tsvppRecording"),
  bytes("01"),
  packText("started"),
  packText("2026-01-01T12:00:00.000Z"),
]);

/** [5, 1, 0, <000f 2a>]: an array of four, with a bin 8. */
export const TO: Buffer = bytes("94 05 01 00 c403 000f2a");
/** [70000, 1, 1, <0010 0102030405>]: with a uint 32. */
export const FROM: Buffer = bytes("94 ce00011170 01 01 c407 00100102030405");
/** [70001, 2, 1, <0010>, 1]: goes on as record 1. */
export const SHARED: Buffer = bytes("95 ce00011171 02 01 c402 0010 01");
/** [70002, 1, 0, nil]: the client ended. */
export const ENDED: Buffer = bytes("94 ce00011172 01 00 c0");
/** { end: 4 } */
export const END: Buffer = Buffer.concat([bytes("81"), packText("end"), bytes("04")]);
