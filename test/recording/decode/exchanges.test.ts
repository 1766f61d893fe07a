import t from "tap";
import { Definitions, Exchanges, type RecordedMessage } from "../../../src/recording/index.ts";
import { bytes } from "../../helpers.ts";

const PING = "control_ping_51077d14";
const PING_REPLY = "control_ping_reply_f6b0b8ca";
const DUMP = "sw_interface_dump_aa610c27";
const DETAILS = "sw_interface_details_6c221fc7";
const EVENT = "sw_interface_event_2d3d95a7";

t.test("answers belong to the request with their context on their connection, in any order", async (t) => {
  const all = read([
    to(1, DUMP, 5),
    to(1, PING, 6),
    to(2, PING, 5),
    from(2, PING_REPLY, 5),
    from(1, DETAILS, 5),
    from(1, DETAILS, 5),
    from(1, PING_REPLY, 6),
  ]);
  t.same(
    all.map(({ name, answers }) => [name, answers.map(({ connection, nameCrc }) => `${connection} ${nameCrc}`)]),
    [
      ["sw_interface_dump", [`1 ${DETAILS}`, `1 ${DETAILS}`]],
      ["control_ping", [`1 ${PING_REPLY}`]],
      ["control_ping", [`2 ${PING_REPLY}`]],
    ],
  );
});

t.test("requests with the same context are answered in order", async (t) => {
  const all = read([to(1, PING, 0), to(1, PING, 0), from(1, PING_REPLY, 0, 7), from(1, PING_REPLY, 0, 8)]);
  t.same(
    all.map(({ answers }) => answers.map(({ number }) => number)),
    [[7], [8]],
  );
});

t.test("events come behind the last request of their connection", async (t) => {
  const event: RecordedMessage = { ...from(1, EVENT, 0), bytes: bytes("0007 80000001 00000009 00000001 00000001 00") };
  const all = read([to(1, PING, 1), to(2, PING, 1), event]);
  t.same(
    all.map(({ events }) => events.length),
    [1, 0],
  );
});

t.test("the last request before VPP ended the connection is marked", async (t) => {
  const end: RecordedMessage = { ...from(1, PING_REPLY, 0), bytes: undefined };
  t.same(
    read([to(1, PING, 1), from(1, PING_REPLY, 1), to(1, PING, 2), end]).map(({ isUnanswered }) => isUnanswered),
    [false, true],
  );
  t.same(
    read([to(1, PING, 1), from(1, PING_REPLY, 1), end]).map(({ isUnanswered }) => isUnanswered),
    [false],
  );
});

function read(messages: readonly RecordedMessage[]) {
  return new Exchanges(new Definitions()).read(messages);
}

function to(connection: number, nameCrc: string, context: number): RecordedMessage {
  const header = Buffer.alloc(30);
  header.writeUInt32BE(context, 6);
  return { number: 1, atUs: 0, connection, client: "", isToVpp: true, bytes: header, nameCrc };
}

function from(connection: number, nameCrc: string, context: number, number = 1): RecordedMessage {
  const header = Buffer.alloc(30);
  header.writeUInt32BE(context, 2);
  return { number, atUs: 0, connection, client: "", isToVpp: false, bytes: header, nameCrc };
}
