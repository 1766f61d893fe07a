import t from "tap";
import { messagesIn, parseHex } from "../../../src/cli/recording/hex.ts";
import { bytes } from "../../helpers.ts";

t.test("reads hex digits as tools print them", async (t) => {
  for (const text of ["00178000", "00 17 80 00", "00:17:80:00", "0x00178000", "0x00 0x17 0x80 0x00", "\n0017\n8000"]) {
    t.same(parseHex(text), bytes("00178000"), text);
  }
  for (const text of ["", "00", "001", "hello", "00 17 8"]) t.equal(parseHex(text), undefined, text);
});

t.test("takes messages out of their frames, and bytes without a frame as one message", async (t) => {
  const frame = "0000000000000000 00000002 00000000 0017";
  t.same(messagesIn(bytes(frame)), [bytes("0017")]);
  t.same(messagesIn(bytes(frame, frame)), [bytes("0017"), bytes("0017")]);
  t.same(messagesIn(bytes(frame, "00")), [bytes(frame, "00")], "a rest is no frame");
  t.same(messagesIn(bytes("0017 80000001 00000005")), [bytes("0017 80000001 00000005")]);
});
