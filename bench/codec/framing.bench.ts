/** Measures splitting a byte stream into messages, and writing messages to a byte stream. Not measured: the kernel. */
import { frameOf } from "../../src/transport/index.ts";
import { SendQueue } from "../../src/transport/send-queue.ts";
import { FrameReader } from "../../src/transport/socket-frame.ts";
import { type Case, OPERATIONS } from "./suite.ts";

const REPLY_BYTES = 10;
const DETAILS_BYTES = 290;
const REQUEST_BYTES = 58;
const LIMITS = { sender: "VPP", minBytes: 2, maxFirstBytes: 1 << 20, maxBytes: 1 << 26, strict: true };

export const framingCases: Case[] = [
  receiveCase("replies of 10 bytes, in reads of 64 KiB", REPLY_BYTES, 64 * 1024),
  receiveCase("replies of 10 bytes, in reads of 4 KiB", REPLY_BYTES, 4 * 1024),
  receiveCase("details of 290 bytes, in reads of 64 KiB", DETAILS_BYTES, 64 * 1024),
  sendCase(),
];

function receiveCase(name: string, byteLength: number, readBytes: number): Case {
  const stream = Buffer.concat(Array.from({ length: OPERATIONS }, () => frameOf(new Uint8Array(byteLength))));
  let messages = 0;
  const reader = new FrameReader(LIMITS, () => messages++);
  return {
    name,
    run: () => {
      messages = 0;
      for (let at = 0; at < stream.length; at += readBytes) reader.push(stream.subarray(at, at + readBytes));
      if (messages !== OPERATIONS) throw new Error(`${messages} messages, ${OPERATIONS} expected`);
    },
  };
}

/** A case of a thousand requests and one flush, with a `write` that accepts all bytes at once. */
function sendCase(): Case {
  let sent = 0;
  const write = (bytes: Buffer, done: () => void): void => {
    sent += bytes.length;
    done();
  };
  const queue = new SendQueue(write, Number.POSITIVE_INFINITY, () => {});
  return {
    name: "requests of 58 bytes, one flush for a thousand",
    run: () => {
      sent = 0;
      for (let at = 0; at < OPERATIONS; at++) {
        queue.reserve(REQUEST_BYTES);
        queue.commit();
      }
      queue.flush();
      const expected = OPERATIONS * (16 + REQUEST_BYTES);
      if (sent !== expected) throw new Error(`${sent} bytes were sent, ${expected} expected`);
    },
  };
}
