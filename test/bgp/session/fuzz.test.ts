/** A session with a peer that sends messages with mistakes, in any order: it ends or goes on, and never throws. */
import fc from "fast-check";
import t from "tap";
import { type MessageType, messageOf } from "../../../src/bgp/message/index.ts";
import { type LocalSpeaker, Session, type SessionHandler } from "../../../src/bgp/session/session.ts";
import { bytes } from "../../helpers.ts";
import { INTERNAL_ATTRIBUTES, IP4_REACH, POLICY_PATH, POLICY_REACH, updateBody } from "../message/samples.ts";
import { LOCAL } from "./local-speaker.ts";

const WITHOUT_TIMERS: LocalSpeaker = { ...LOCAL, holdSeconds: 0 };

const BODIES: readonly (readonly [MessageType, Buffer])[] = [
  ["open", bytes("04 fc00 0000 0a000001 0a 02 08 0104 00020049 0200")],
  ["keepalive", Buffer.alloc(0)],
  ["update", updateBody({ attributes: INTERNAL_ATTRIBUTES + POLICY_PATH + POLICY_REACH })],
  ["update", updateBody({ withdrawn: "080a", attributes: INTERNAL_ATTRIBUTES + IP4_REACH })],
  ["route-refresh", bytes("0001 00 01")],
  ["notification", bytes("0602")],
];

/** A message, with bytes that are overwritten: also those of its header. */
const messages = fc
  .tuple(fc.constantFrom(...BODIES), fc.array(fc.tuple(fc.nat(255), fc.nat(255)), { maxLength: 2 }))
  .map(([[type, body], mistakes]) => {
    const message = messageOf(type, body);
    for (const [at, value] of mistakes) if (at < message.length) message[at] = value;
    return message;
  });

t.test("whatever a peer sends, the session tells at most one end, and nothing behind it", async (t) => {
  const holds = fc.property(fc.boolean(), fc.array(messages, { maxLength: 8 }), (isOpen, received) => {
    const told: string[] = [];
    const handler: SessionHandler = {
      opened: () => undefined,
      established: () => told.push("established"),
      update: () => told.push("update"),
      refresh: () => told.push("refresh"),
      ended: () => told.push("ended"),
    };
    const session = new Session({ write: () => {}, end: () => {} }, WITHOUT_TIMERS, 64512, handler);
    if (isOpen) for (const [type, body] of BODIES.slice(0, 2)) session.receive(messageOf(type, body));
    for (const message of received) session.receive(message);
    session.lost();
    return told.indexOf("ended") === told.length - 1 && session.state === "ended";
  });
  t.doesNotThrow(() => fc.assert(holds, { numRuns: 5000 }));
});
