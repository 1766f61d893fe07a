import t from "tap";
import { MessageView } from "../../../src/cli/recording/message-view.ts";
import { Definitions, type RecordedMessage } from "../../../src/recording/index.ts";
import { bytes } from "../../helpers.ts";
import { invocation } from "../tsvpp.ts";

/** control_ping_reply as VPP sends it: context 5, retval -2, client index 0, pid 99. */
const REPLY: RecordedMessage = {
  number: 7,
  atUs: 1_500_000,
  connection: 2,
  client: "evil\u001b[2J",
  isToVpp: false,
  bytes: bytes("0018 00000005 fffffffe 00000000 00000063"),
  nameCrc: "control_ping_reply_f6b0b8ca",
};

t.test("prints a message and its fields; what a client calls itself cannot control the terminal", async (t) => {
  t.equal(
    print(REPLY, false),
    "#7  1.500000 s  2 evil\\x1b[2J < control_ping_reply  context 5, 18 bytes\n" +
      "  retval       -2\n  clientIndex  0\n  vpePid       99\n" +
      "  control_ping: invalid sw if index (INVALID_SW_IF_INDEX, -2)\n",
  );
});

t.test("prints a line of JSON", async (t) => {
  t.same(JSON.parse(print(REPLY, true)), {
    number: 7,
    us: 1500000,
    connection: 2,
    client: "evil\u001b[2J",
    to: "client",
    message: "control_ping_reply",
    crc: "f6b0b8ca",
    context: 5,
    fields: { retval: -2, clientIndex: 0, vpePid: 99 },
    reason: "control_ping: invalid sw if index (INVALID_SW_IF_INDEX, -2)",
  });
});

t.test("prints the bytes of what it cannot read", async (t) => {
  const short = { ...REPLY, bytes: bytes("0018 0000") };
  t.match(
    print(short, false),
    /not decoded {2}control_ping_reply: 4 bytes received, at least 18 expected\n {2}bytes +00180000\n/,
  );
  t.match(JSON.parse(print({ ...REPLY, nameCrc: undefined }, true)), {
    message: "message 24",
    fault: /lacks its id/,
    hex: /^0018/,
  });
});

t.test("prints which side has ended the connection", async (t) => {
  const ended = { ...REPLY, client: "", atUs: undefined, bytes: undefined, nameCrc: undefined };
  t.equal(print(ended, false), "#7  2 < VPP has ended the connection\n");
  t.equal(print({ ...ended, isToVpp: true }, false), "#7  2 > the client has ended the connection\n");
  t.same(JSON.parse(print(ended, true)), { number: 7, connection: 2, to: "client", ended: true });
});

function print(message: RecordedMessage, isJson: boolean): string {
  const { output, io } = invocation({ isJson });
  new MessageView(output, new Definitions()).print(message);
  return io.stdout.text;
}
