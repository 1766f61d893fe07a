import t from "tap";
import {
  HEADER_BYTES,
  readClientIndex,
  readMessageId,
  readReplyContext,
  readRequestContext,
  readRetval,
  writeEventHeader,
  writeReplyHeader,
  writeRequestHeader,
} from "../../src/wire/header.ts";
import { bytes, viewOf } from "../helpers.ts";

/** Messages seen on the socket of a VPP 26.06, two bytes into the memory. */
const AT = 2;
const request = viewOf(bytes("aaaa 0017 80000001 11223344"));
const reply = viewOf(bytes("aaaa 0340 11223344 fffffff9"));
const event = viewOf(bytes("aaaa 0153 80000001 0000106f 00000001 00000003 00"));

const written: readonly (readonly [kind: string, write: (view: DataView) => void, hex: string])[] = [
  ["request", (view) => writeRequestHeader(view, AT, 0x17, 0x80000001, 0x11223344), "aaaa 0017 80000001 11223344 aa"],
  ["reply", (view) => writeReplyHeader(view, AT, 0x340, 0x11223344), "aaaa 0340 11223344 aaaaaaaaaa"],
  ["event", (view) => writeEventHeader(view, AT, 0x153, 0x80000001), "aaaa 0153 80000001 aaaaaaaaaa"],
];

for (const [kind, write, hex] of written) {
  t.test(`the header of a ${kind} is written where VPP has it`, async (t) => {
    const memory = Buffer.alloc(13, 0xaa);
    write(viewOf(memory));
    t.equal(memory.toString("hex"), bytes(hex).toString("hex"));
  });
}

t.test("a request tells its id, its client index and its context", async (t) => {
  t.equal(readMessageId(request, AT), 0x17);
  t.equal(readClientIndex(request, AT), 0x80000001);
  t.equal(readRequestContext(request, AT), 0x11223344);
});

t.test("a reply tells its id, its context and its return value", async (t) => {
  t.equal(readMessageId(reply, AT), 0x340);
  t.equal(readReplyContext(reply, AT), 0x11223344);
  t.equal(readRetval(reply, AT, 10), -7);
});

t.test("an event tells its id and its client index", async (t) => {
  t.equal(readMessageId(event, AT), 0x153);
  t.equal(readClientIndex(event, AT), 0x80000001);
});

t.test("a reply without room for a return value has none, whatever follows in memory", async (t) => {
  t.equal(readRetval(reply, AT, 9), 0);
  t.equal(readRetval(reply, AT, 6), 0);
});

t.test("contexts and client indexes use all their 32 bits", async (t) => {
  const view = viewOf(Buffer.alloc(10));
  writeRequestHeader(view, 0, 0xffff, 0xffffffff, 0xfffffffe);
  t.equal(readMessageId(view, 0), 0xffff);
  t.equal(readClientIndex(view, 0), 0xffffffff);
  t.equal(readRequestContext(view, 0), 0xfffffffe);
});

t.test("fields begin behind what the header holds", async (t) => {
  t.same(HEADER_BYTES, { request: 10, reply: 6, event: 6, bare: 2 });
});
