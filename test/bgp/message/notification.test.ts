import t from "tap";
import {
  describeNotification,
  encodeNotification,
  isHardReset,
  notificationOf,
  parseNotification,
} from "../../../src/bgp/message/index.ts";
import { bytes } from "../../helpers.ts";

/** Bodies of NOTIFICATION messages, and the words of RFC 4271, 4486, 6608, 8203 and 8538 for them. */
const words = [
  ["0602", "cease: administrative shutdown (6/2)"],
  ["0603", "cease: peer de-configured (6/3)"],
  ["0609", "cease: hard reset (6/9)"],
  ["0400", "hold timer expired (4/0)"],
  ["0202 fc01", "OPEN message error: bad peer AS (2/2)"],
  ["0305", "UPDATE message error: attribute length error (3/5)"],
  ["0503", "finite state machine error: unexpected message in Established (5/3)"],
  ["0663", "cease (6/99)"],
  ["6300", "unknown error (99/0)"],
  ["", "unknown error (0/0)"],
  ["0602 04 6279650a", 'cease: administrative shutdown (6/2): "bye\\n"'],
  ["0604 03 c3a9", "cease: administrative reset (6/4)"],
  ["0602 02 c29b", 'cease: administrative shutdown (6/2): "\\u009b"'],
  ["0602 00", "cease: administrative shutdown (6/2)"],
] as const;

for (const [body, text] of words) {
  t.test(`says ${text}`, async (t) => {
    t.equal(describeNotification(parseNotification(bytes(body))), text);
  });
}

t.test("keeps a copy of the data", async (t) => {
  const body = bytes("0202 fc01");
  const notification = parseNotification(body);
  body.fill(0);
  t.same(Buffer.from(notification.data), bytes("fc01"));
});

t.test("writes code, subcode and data", async (t) => {
  t.same(encodeNotification(notificationOf("collision")), bytes("0607"));
  t.same(encodeNotification(notificationOf("unsupportedVersion", Uint8Array.of(0, 4))), bytes("0201 0004"));
});

t.test("a cease with subcode 9 is a hard reset (RFC 8538)", async (t) => {
  t.equal(isHardReset(parseNotification(bytes("0609"))), true);
  t.equal(isHardReset(parseNotification(bytes("0602"))), false);
  t.equal(isHardReset(parseNotification(bytes("0509"))), false);
});
