import t from "tap";
import { Conversation, idOf } from "../../src/recording/registrations.ts";
import { bytes, tableBytes } from "../helpers.ts";

/** sockclnt_create: id 15, context 7, the name in 64 bytes. */
const CREATE = bytes("000f 00000007", Buffer.from("me").toString("hex").padEnd(128, "0"));
/** sockclnt_create_reply: id 16, client index 0, context 7, response 0, index, two entries. */
const TABLE = tableBytes({ control_ping_51077d14: 23, control_ping_reply_f6b0b8ca: 24 }).toString("hex");
const REPLY = bytes("0010 00000000 00000007 00000000 80000001 0002", TABLE);

t.test("the handshake names the client, its index and all ids", async (t) => {
  const conversation = new Conversation();
  t.equal(conversation.nameCrcOf(CREATE), "sockclnt_create_455fb9c4");
  t.equal(conversation.nameCrcOf(bytes("0017")), undefined);
  conversation.note(CREATE, true);
  conversation.note(REPLY, false);
  t.equal(conversation.client, "me");
  t.equal(conversation.registered!.clientIndex, 0x80000001);
  t.equal(conversation.nameCrcOf(bytes("0017")), "control_ping_51077d14");
  t.equal(conversation.nameCrcOf(bytes("0019")), undefined);
});

t.test("a refused or malformed handshake names nothing", async (t) => {
  for (const reply of [bytes("0010 00000000 00000007 ffffffff 80000001 0000"), REPLY.subarray(0, 40), bytes("0010")]) {
    const conversation = new Conversation();
    conversation.note(reply, false);
    t.equal(conversation.registered, undefined);
  }
  const conversation = new Conversation();
  conversation.note(bytes("000f"), true);
  t.equal(conversation.client, "");
});

t.test("a message of less than two bytes has no id", async (t) => {
  t.equal(idOf(bytes("00")), undefined);
  t.equal(idOf(bytes("0100")), 256);
});
