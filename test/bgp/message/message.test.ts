import fc from "fast-check";
import t from "tap";
import { MessageReader, type MessageType, messageOf, type Notification } from "../../../src/bgp/message/index.ts";
import { bytes } from "../../helpers.ts";

const MARKER = "ff".repeat(16);
const KEEPALIVE = bytes(MARKER, "0013 04");
const UPDATE = bytes(MARKER, "0017 02 00000000");

/** Returns what a reader delivers of these chunks, as type and hexadecimal body, and the error. */
function read(chunks: readonly Buffer[]): { messages: string[]; error: Notification | undefined } {
  const messages: string[] = [];
  let error: Notification | undefined;
  const reader = new MessageReader({
    message: (type, body) => messages.push(`${type} ${body.toString("hex")}`),
    malformed: (found) => {
      error = found;
    },
  });
  for (const chunk of chunks) reader.push(chunk);
  return { messages, error };
}

t.test("writes the marker, the length and the type in front of a body", async (t) => {
  t.same(messageOf("keepalive", new Uint8Array(0)), KEEPALIVE);
  t.same(messageOf("update", new Uint8Array(4)), UPDATE);
  const types: [MessageType, number][] = [
    ["open", 1],
    ["notification", 3],
    ["route-refresh", 5],
  ];
  for (const [type, number] of types) t.equal(messageOf(type, new Uint8Array(10))[18], number);
});

t.test("splits a stream into messages, wherever it is cut", async () => {
  const stream = Buffer.concat([KEEPALIVE, UPDATE, KEEPALIVE, bytes(MARKER, "0015 03 0602")]);
  const whole = ["keepalive ", "update 00000000", "keepalive ", "notification 0602"];
  const places = fc.array(fc.nat(stream.length), { maxLength: 8 });
  fc.assert(
    fc.property(places, (places) => {
      const ends = [...places, stream.length].sort((a, b) => a - b);
      const chunks = ends.map((end, at) => Buffer.from(stream.subarray(ends[at - 1] ?? 0, end)));
      const { messages, error } = read(chunks);
      return JSON.stringify(messages) === JSON.stringify(whole) && error === undefined;
    }),
  );
});

const refused = [
  ["a marker that is not all ones", `fe${"ff".repeat(15)} 0013 04`, { code: 1, subcode: 1 }],
  ["an unknown type", `${MARKER} 0013 06`, { code: 1, subcode: 3, data: Uint8Array.of(6) }],
  ["a length below 19", `${MARKER} 0012 04`, { code: 1, subcode: 2, data: bytes("0012") }],
  ["a length above 4096", `${MARKER} 1001 02`, { code: 1, subcode: 2, data: bytes("1001") }],
  ["a KEEPALIVE with a body", `${MARKER} 0014 04 00`, { code: 1, subcode: 2, data: bytes("0014") }],
  ["an OPEN of 28 bytes", `${MARKER} 001c 01`, { code: 1, subcode: 2, data: bytes("001c") }],
  ["an UPDATE of 22 bytes", `${MARKER} 0016 02`, { code: 1, subcode: 2, data: bytes("0016") }],
  ["a NOTIFICATION of 20 bytes", `${MARKER} 0014 03`, { code: 1, subcode: 2, data: bytes("0014") }],
] as const;

for (const [what, text, error] of refused) {
  t.test(`refuses ${what}, and delivers nothing after it`, async (t) => {
    const found = read([KEEPALIVE, bytes(text), KEEPALIVE, KEEPALIVE]);
    t.same(found.messages, ["keepalive "]);
    t.match(found.error, error);
  });
}

t.test("delivers nothing after it was stopped", async (t) => {
  const messages: MessageType[] = [];
  const reader: MessageReader = new MessageReader({
    message: (type) => {
      messages.push(type);
      reader.stop();
    },
    malformed: () => t.fail(),
  });
  reader.push(Buffer.concat([KEEPALIVE, UPDATE]));
  reader.push(UPDATE);
  t.same(messages, ["keepalive"]);
});
