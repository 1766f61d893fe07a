/** One session against a peer of prepared bytes, with a clock that only the test moves. */
import { mock } from "node:test";
import t, { type Test } from "tap";
import { MessageReader, type MessageType, messageOf } from "../../../src/bgp/message/index.ts";
import { Session, type SessionHandler } from "../../../src/bgp/session/session.ts";
import { bytes } from "../../helpers.ts";
import { INTERNAL_ATTRIBUTES, IP4_REACH, updateBody } from "../message/samples.ts";
import { LOCAL } from "./local-speaker.ts";

/** Version 4, AS 64512, hold time 30, router ID 10.0.0.1, and the capability of IPv6 unicast. */
const OPEN = "04 fc00 001e 0a000001 0802060104 00020001";
const NO_BODY = "";

interface Running {
  readonly session: Session;
  /** What the session has sent, as type and hexadecimal body, and "end" for the end of the connection. */
  readonly sent: string[];
  /** What the handler was told. */
  readonly told: string[];
  receive(type: MessageType, body: string): void;
}

/** Starts a session. What was sent and told before the test continues is removed from the lists. */
function start(t: Test, { local = LOCAL, expectedAs = 64512, refuses = false } = {}): Running {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.teardown(() => mock.timers.reset());
  const sent: string[] = [];
  const told: string[] = [];
  const reader = new MessageReader({
    message: (type, body) => sent.push(`${type} ${body.toString("hex")}`.trim()),
    malformed: () => sent.push("malformed"),
  });
  const handler: SessionHandler = {
    opened: () => (refuses ? "collision" : undefined),
    established: () => told.push("established"),
    update: (_, { announced }) => told.push(`update ${announced.map(({ nlri }) => nlri.join())}`),
    refresh: (_, family) => told.push(`refresh ${family}`),
    ended: (_, end) => {
      const error = "notification" in end ? ` ${end.notification.code}/${end.notification.subcode}` : "";
      told.push(`${end.kind}${error}`);
    },
  };
  const link = { write: (message: Buffer) => reader.push(message), end: () => sent.push("end") };
  const session = new Session(link, local, expectedAs, handler);
  return { session, sent, told, receive: (type, body) => session.receive(messageOf(type, bytes(body))) };
}

function established(t: Test, open = OPEN, local = LOCAL): Running {
  const running = start(t, { local });
  running.receive("open", open);
  running.receive("keepalive", NO_BODY);
  running.sent.length = 0;
  running.told.length = 0;
  return running;
}

t.test("sends OPEN at once, KEEPALIVE after the peer's OPEN, and is established by the peer's KEEPALIVE", async (t) => {
  const { session, sent, told, receive } = start(t);
  t.match(sent, [/^open 04fc00005a0a00000b/]);
  receive("open", OPEN);
  t.match(sent, [/^open/, "keepalive"]);
  t.equal(session.state, "open-confirm");
  receive("keepalive", NO_BODY);
  t.equal(session.state, "established");
  t.same(told, ["established"]);
  t.same([session.families, session.isInternal, session.asBytes], [["ipv6-unicast"], true, 2]);
});

const refusedOpens = [
  ["another AS than configured", OPEN, { expectedAs: 64513 }, "2/2"],
  ["our router ID", "04 fc00 001e 0a00000b 0802060104 00020001", {}, "2/3"],
  ["hold time 1", "04 fc00 0001 0a000001 00", {}, "2/6"],
  ["no common family", "04 fc00 001e 0a000001 0802060104 00190041", {}, "2/7"],
  ["a collision", OPEN, { refuses: true }, "6/7"],
] as const;

for (const [what, open, options, error] of refusedOpens) {
  t.test(`refuses an OPEN with ${what}`, async (t) => {
    const local =
      error === "2/7"
        ? ({ ...LOCAL, capabilities: { ...LOCAL.capabilities, families: ["ipv6-unicast"] } } as const)
        : LOCAL;
    const { session, sent, told, receive } = start(t, { local, ...options });
    receive("open", open);
    const [code, subcode] = error.split("/");
    t.match(sent.slice(1), [new RegExp(`^notification 0${code}0${subcode}`), "end"]);
    t.same(told, [`sent ${error}`]);
    t.equal(session.state, "ended");
  });
}

t.test("a speaker without the capability of families has IPv4 unicast only (RFC 4760)", async (t) => {
  const { session } = established(t, "04 fc00 001e 0a000001 00");
  t.same(session.families, ["ipv4-unicast"]);
});

t.test("delivers UPDATEs and requests for all routes", async (t) => {
  const { told, receive } = established(t, "04 fc00 001e 0a000001 1002 0e 0104 00010001 0506 0001 0001 0002");
  receive("update", updateBody({ attributes: INTERNAL_ATTRIBUTES + IP4_REACH }).toString("hex"));
  receive("route-refresh", "0001 00 01");
  receive("route-refresh", "0002 00 01");
  t.same(told, ["update 172.16.104.64/26", "refresh ipv4-unicast"]);
});

t.test("ends with the error of an UPDATE whose routes cannot be found", async (t) => {
  const { sent, told, receive } = established(t);
  receive("update", "0005 0000");
  t.same(sent, ["notification 0301", "end"]);
  t.same(told, ["sent 3/1"]);
});

const unexpected = [
  ["an UPDATE before OPEN", "open-sent", "update", "00000000", "0501"],
  ["a second OPEN", "open-confirm", "open", OPEN, "0502"],
  ["an UPDATE before KEEPALIVE", "open-confirm", "update", "00000000", "0502"],
  ["an OPEN in an established session", "established", "open", OPEN, "0503"],
] as const;

for (const [what, state, type, body, error] of unexpected) {
  t.test(`refuses ${what} (RFC 6608)`, async (t) => {
    const { session, sent, receive } = start(t);
    if (state !== "open-sent") receive("open", OPEN);
    if (state === "established") receive("keepalive", NO_BODY);
    t.equal(session.state, state);
    receive(type, body);
    t.same(sent.slice(-2), [`notification ${error}`, "end"]);
  });
}

t.test("the smaller hold time counts: keepalives at a third of it, and the end without a message", async (t) => {
  const { sent, told, receive } = established(t);
  mock.timers.tick(10_000);
  t.same(sent, ["keepalive"]);
  receive("keepalive", NO_BODY);
  mock.timers.tick(29_999);
  t.same(told, []);
  mock.timers.tick(1);
  t.same(told, ["sent 4/0"]);
  t.same(sent.slice(-2), ["notification 0400", "end"]);
});

t.test("hold time 0 means no keepalives and no end", async (t) => {
  const { sent, told } = established(t, "04 fc00 0000 0a000001 0802060104 00020001");
  mock.timers.tick(1_000_000);
  t.same([sent, told], [[], []]);
});

t.test("waits for an OPEN for four minutes", async (t) => {
  const { told } = start(t);
  mock.timers.tick(239_999);
  t.same(told, []);
  mock.timers.tick(1);
  t.same(told, ["sent 4/0"]);
});

t.test("waits for the KEEPALIVE behind an OPEN for the hold time", async (t) => {
  const { session, sent, told, receive } = start(t);
  receive("open", OPEN);
  mock.timers.tick(29_999);
  t.same([session.state, told], ["open-confirm", []]);
  mock.timers.tick(1);
  t.same(told, ["sent 4/0"]);
  t.same(sent.slice(-2), ["notification 0400", "end"]);
});

t.test("ends by the peer's NOTIFICATION, or by the loss of the connection", async (t) => {
  const notified = established(t);
  notified.receive("notification", "0602");
  t.same([notified.sent, notified.told], [["end"], ["received 6/2"]]);
  mock.timers.reset();
  const lost = established(t);
  lost.session.lost();
  lost.session.lost();
  t.same([lost.sent, lost.told], [[], ["lost"]]);
});

t.test("closes without NOTIFICATION, and neither sends nor delivers anything afterwards", async (t) => {
  const { session, sent, told, receive } = established(t);
  session.close();
  receive("keepalive", NO_BODY);
  session.sendUpdates([bytes("00000000")]);
  session.refuse("shutdown");
  mock.timers.tick(100_000);
  t.same([sent, told], [["end"], ["closed"]]);
});

t.test("refuses with an error that the caller names", async (t) => {
  const { session, sent, told } = established(t);
  session.refuse("shutdown");
  t.same([sent, told], [["notification 0602", "end"], ["sent 6/2"]]);
});

t.test("a header error ends the session", async (t) => {
  const { session, sent } = established(t);
  session.receive(Buffer.alloc(19));
  t.same(sent, ["notification 0101", "end"]);
});
