import t from "tap";
import { createBytes, goodbyeBytes, readEntry } from "../../../src/client/connection/handshake.ts";
import { MessageTable } from "../../../src/wire/index.ts";
import { bytes, tableBytes } from "../../helpers.ts";

/** `sockclnt_create_reply`: id 16, no client index, context 1. @see VPP src/vlibmemory/memclnt.api */
const REPLY = "0010 00000000 00000001";
const TABLE = { sockclnt_delete_8ac76db6: 0x11, sr_policy_add_44ac92e8: 0x333 };

function read(...hex: string[]): ReturnType<typeof readEntry> {
  const message = bytes(...hex);
  // It lies behind other messages in the transport's memory.
  const memory = Buffer.concat([Buffer.alloc(3, 0xff), message]);
  const view = new DataView(memory.buffer, memory.byteOffset, memory.length);
  return readEntry(memory, view, 3, message.length);
}

function tableOf(entries: Readonly<Record<string, number>>): MessageTable {
  return new MessageTable(tableBytes(entries), 0, Object.keys(entries).length);
}

t.test("a client registers by message 15, with the header of a reply and its name in 64 bytes", async (t) => {
  const name = Buffer.from("tsvpp").toString("hex").padEnd(128, "0");
  t.equal(createBytes("tsvpp").toString("hex"), bytes("000f 00000001", name).toString("hex"));
});

t.test("a name has at most 63 bytes, since VPP reads it up to a NUL", async (t) => {
  t.equal(createBytes("é".repeat(31)).length, 6 + 64);
  t.throws(() => createBytes("é".repeat(32)), {
    code: "VPP_FIELD_RANGE",
    message: "name: longer than 63 bytes; give a shorter name",
  });
});

t.test("the answer holds the client index and the message table", async (t) => {
  const { clientIndex, table } = read(REPLY, "00000000 80000001 0002", tableBytes(TABLE).toString("hex"));
  t.equal(clientIndex, 0x80000001);
  t.same(Object.fromEntries(table.entries()), TABLE);
});

const unread: readonly (readonly [what: string, hex: string, error: { code: string; message?: string }])[] = [
  [
    "another message",
    "0018 00000000 00000001 00000000 80000001 0000",
    { code: "VPP_FRAME", message: "it answers the registration with message 24" },
  ],
  [
    "an answer that ends before the table",
    `${REPLY} 00000000 80000001 00`,
    { code: "VPP_WIRE_RANGE", message: "an answer of 19 bytes is too short" },
  ],
  ["a table with fewer entries than it says", `${REPLY} 00000000 80000001 0001`, { code: "VPP_WIRE_RANGE" }],
  [
    "a refusal",
    `${REPLY} ffffffff 80000001 0000`,
    { code: "VPP_RETVAL", message: "VPP refused the registration (-1)" },
  ],
];

for (const [what, hex, error] of unread) {
  t.test(`${what} is not an answer to a registration`, async (t) => {
    t.throws(() => read(hex), error);
  });
}

t.test("a client leaves by the id that the table has for its message, and names its index", async (t) => {
  const goodbye = goodbyeBytes({ clientIndex: 0x80000001, table: tableOf(TABLE) });
  t.equal(goodbye?.toString("hex"), bytes("0011 80000001 00000001 80000001").toString("hex"));
});

t.test("a peer that lacks the message, or has another version of it, cannot be left", async (t) => {
  t.equal(goodbyeBytes({ clientIndex: 1, table: tableOf({ sr_policy_add_44ac92e8: 0x333 }) }), undefined);
  t.equal(goodbyeBytes({ clientIndex: 1, table: tableOf({ sockclnt_delete_00000000: 0x11 }) }), undefined);
});
