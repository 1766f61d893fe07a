import fc from "fast-check";
import t from "tap";
import {
  type FrameLimits,
  FrameReader,
  frameBytes,
  frameOf,
  writeFrameHeader,
} from "../../src/transport/socket-frame.ts";
import { bytes, viewOf } from "../helpers.ts";

const MIB = 1024 * 1024;

/** What a client takes of VPP. */
const CLIENT: FrameLimits = { sender: "VPP", minBytes: 2, maxFirstBytes: MIB, maxBytes: 64 * MIB, strict: true };
/** What a server takes of a client. */
const SERVER: FrameLimits = {
  sender: "a client",
  minBytes: 2,
  maxFirstBytes: 64 * MIB,
  maxBytes: 64 * MIB,
  strict: false,
};

/** How bytes come in: in memory of their own, or put into the reader's by the kernel. */
const ways: Readonly<Record<string, (reader: FrameReader, chunk: Uint8Array) => void>> = {
  "chunks of their own": (reader, chunk) => reader.push(chunk),
  "the reader's memory": (reader, chunk) => {
    for (let at = 0; at < chunk.length; ) {
      const space = reader.space();
      const count = Math.min(space.length, chunk.length - at);
      space.set(chunk.subarray(at, at + count));
      reader.received(count);
      at += count;
    }
  },
};

/** Header and message as they stand on the socket; the pointer and the mark in the header mean nothing. */
function frame(message: Uint8Array, pointer = "00".repeat(8), mark = "00000000"): Buffer {
  const length = message.length.toString(16).padStart(8, "0");
  return Buffer.concat([bytes(pointer, length, mark), message]);
}

/** A reader, and copies of what it delivers. */
function listening(limits: FrameLimits): { reader: FrameReader; messages: Buffer[] } {
  const messages: Buffer[] = [];
  const reader = new FrameReader(limits, (memory, view, offset, byteLength) => {
    if (view.buffer !== memory.buffer) throw new Error("the view is of other memory than the bytes");
    messages.push(Buffer.from(memory.subarray(offset, offset + byteLength)));
  });
  return { reader, messages };
}

/** The stream cut at these places, in any order. */
function cutAt(stream: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (stream.length + 1)), stream.length].sort((a, b) => a - b);
  return ends.map((end, at) => stream.subarray(ends[at - 1] ?? 0, end));
}

t.test("a header holds the length, big-endian, between zeros", async (t) => {
  const memory = Buffer.alloc(18, 0xaa);
  writeFrameHeader(viewOf(memory), 1, 0x0129);
  t.equal(memory.toString("hex"), `aa${"00".repeat(8)}0000012900000000aa`);
});

for (const [way, feed] of Object.entries(ways)) {
  t.test(`any split of a stream gives the same messages, by ${way}`, async (t) => {
    const message = fc.uint8Array({ minLength: 2, maxLength: 60 });
    const places = fc.array(fc.nat(), { maxLength: 20 });
    const survives = fc.property(fc.array(message, { maxLength: 8 }), places, (sent, cuts) => {
      const { reader, messages } = listening(CLIENT);
      for (const chunk of cutAt(Buffer.concat(sent.map((each) => frame(each))), cuts)) feed(reader, chunk);
      return Buffer.concat(messages).equals(Buffer.concat(sent)) && messages.length === sent.length;
    });
    t.doesNotThrow(() => fc.assert(survives));
  });

  t.test(`messages longer than the memory for them, by ${way}`, async (t) => {
    const sent = [70_000, 3, 300_000, 65_520, 1_000_000].map((length, at) => Buffer.alloc(length, at + 1));
    const stream = Buffer.concat(sent.map((each) => frame(each)));
    const { reader, messages } = listening(CLIENT);
    for (const chunk of cutAt(stream, [1, 65_536, 65_537, 131_072, 400_000, 400_015])) feed(reader, chunk);
    t.ok(Buffer.concat(messages).equals(Buffer.concat(sent)));
    t.same(
      messages.map(({ length }) => length),
      sent.map(({ length }) => length),
    );
  });
}

t.test("a stream that comes byte by byte gives each message with its last byte", async (t) => {
  const { reader, messages } = listening(CLIENT);
  const counts = Array.from(Buffer.concat([frame(bytes("0102")), frame(bytes("030405"))]), (byte) => {
    reader.push(Uint8Array.of(byte));
    return messages.length;
  });
  t.same(counts, [...new Array(17).fill(0), ...new Array(19).fill(1), 2]);
});

t.test("what VPP leaves in the pointer and the mark is ignored", async (t) => {
  const { reader, messages } = listening(CLIENT);
  reader.push(frame(bytes("0018 11223344"), "c0ffee0013700000", "deadbeef"));
  t.same(messages, [bytes("0018 11223344")]);
});

const impossible: readonly (readonly [what: string, before: number, length: string, text: string])[] = [
  ["no byte", 0, "00000000", "first frame of 0 bytes is out of range: VPP sends frames of 2 to 1048576 bytes"],
  ["one byte", 0, "00000001", "first frame of 1 bytes is out of range: VPP sends frames of 2 to 1048576 bytes"],
  [
    "more than 1 MiB at first",
    0,
    "00100001",
    "first frame of 1048577 bytes is out of range: VPP sends frames of 2 to 1048576 bytes",
  ],
  ["no byte later", 1, "00000000", "frame of 0 bytes is out of range: VPP sends frames of 2 to 67108864 bytes"],
  ["one byte later", 1, "00000001", "frame of 1 bytes is out of range: VPP sends frames of 2 to 67108864 bytes"],
  [
    "more than 64 MiB later",
    1,
    "04000001",
    "frame of 67108865 bytes is out of range: VPP sends frames of 2 to 67108864 bytes",
  ],
  ["4 GiB", 1, "ffffffff", "frame of 4294967295 bytes is out of range: VPP sends frames of 2 to 67108864 bytes"],
];

for (const [what, before, length, text] of impossible) {
  t.test(`a length that claims ${what} ends the stream as soon as it is there`, async (t) => {
    const { reader, messages } = listening(CLIENT);
    for (let i = 0; i < before; i++) reader.push(frame(bytes("0018")));
    t.throws(() => reader.push(bytes("00".repeat(8), length, "00000000")), { code: "VPP_FRAME", message: text });
    reader.push(frame(bytes("0019")));
    t.equal(messages.length, before);
  });
}

const possible: readonly (readonly [what: string, limits: FrameLimits, before: number, length: string])[] = [
  ["1 MiB at first", CLIENT, 0, "00100000"],
  ["64 MiB later", CLIENT, 1, "04000000"],
  ["64 MiB to a server", SERVER, 0, "04000000"],
];

for (const [what, limits, before, length] of possible) {
  t.test(`a length that claims ${what} costs no memory before the bytes are there`, async (t) => {
    const { reader } = listening(limits);
    for (let i = 0; i < before; i++) reader.push(frame(bytes("0018")));
    reader.push(bytes("00".repeat(8), length, "00000000"));
    t.ok(reader.space().length <= 65_536);
  });
}

t.test("messages before an impossible length are delivered", async (t) => {
  const { reader, messages } = listening(CLIENT);
  t.throws(() => reader.push(Buffer.concat([frame(bytes("0018")), frame(bytes("19"))])), { code: "VPP_FRAME" });
  t.same(messages, [bytes("0018")]);
});

t.test("a server skips frames without room for a message id, as VPP does", async (t) => {
  const { reader, messages } = listening(SERVER);
  reader.push(Buffer.concat([bytes(""), bytes("17"), bytes("0017")].map((each) => frame(each))));
  t.same(messages, [bytes("0017")]);
});

for (const before of [0, 1]) {
  t.test(`a server refuses more than 64 MiB behind ${before} messages, when the length is there`, async (t) => {
    const { reader, messages } = listening(SERVER);
    for (let i = 0; i < before; i++) reader.push(frame(bytes("0017")));
    const text = /^(first )?frame of 67108865 bytes is out of range: a client sends frames of 2 to 67108864 bytes$/;
    t.throws(() => reader.push(bytes("00".repeat(8), "04000001", "00000000")), { code: "VPP_FRAME", message: text });
    t.ok(reader.space().length <= 65_536);
    t.equal(messages.length, before);
  });
}

t.test("nothing is delivered after a stop, not even what is there", async (t) => {
  const messages: number[] = [];
  const reader = new FrameReader(CLIENT, (_memory, view, offset) => {
    messages.push(view.getUint16(offset));
    reader.stop();
  });
  reader.push(Buffer.concat([frame(bytes("0001")), frame(bytes("0002"))]));
  reader.push(frame(bytes("0003")));
  t.same(messages, [1]);
});

t.test("there is always space for more", async (t) => {
  const { reader } = listening(CLIENT);
  reader.push(frame(Buffer.alloc(1_000_000)).subarray(0, 65_536));
  t.not(reader.space().length, 0);
});

t.test("memory that a large message took is given back behind it, and what follows is read as before", async (t) => {
  const { reader, messages } = listening(CLIENT);
  const sent = [bytes("0001"), Buffer.alloc(1_000_000, 2), bytes("0003"), bytes("0004")];
  for (const message of sent.slice(0, 3)) reader.push(frame(message));
  t.ok(reader.space().length <= 65_536);
  reader.push(frame(sent[3]!));
  t.ok(Buffer.concat(messages).equals(Buffer.concat(sent)));
});

t.test("a frame of its own has the message behind its header, and the length that is claimed", async (t) => {
  t.equal(frameOf(bytes("01020304")).toString("hex"), `${"00".repeat(8)}000000040000000001020304`);
  const lying = frameOf(bytes("0102"), 0xffffffff);
  t.equal(lying.toString("hex"), `${"00".repeat(8)}ffffffff000000000102`);
});

t.test("the length of a frame counts its header", async (t) => {
  const two = Buffer.concat([frame(bytes("0102")), frame(bytes("030405"))]);
  t.equal(frameBytes(two, 0), 18);
  t.equal(frameBytes(two, 18), 19);
});
