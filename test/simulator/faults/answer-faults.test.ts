import t from "tap";
import { answerStrike } from "../../../src/simulator/faults/answer-faults.ts";
import type { Answer, Outlet } from "../../../src/simulator/faults/index.ts";
import { Waiting } from "../../../src/simulator/faults/waiting.ts";
import type { AnswerFault } from "../../../src/simulator/index.ts";

/** A client that records what is done with it. */
class Recorder implements Outlet {
  other: Outlet | undefined;
  readonly log: string[] = [];

  sendMessage(message: Buffer): void {
    this.log.push(message.toString("hex"));
  }
  sendBytes(bytes: Buffer, pieceBytes?: number): void {
    this.log.push(`${bytes.toString("hex")}${pieceBytes === undefined ? "" : ` by ${pieceBytes}`}`);
  }
  hold(): void {
    this.log.push("hold");
  }
  release(): void {
    this.log.push("release");
  }
  close(): void {
    this.log.push("close");
  }
  destroy(): void {
    this.log.push("destroy");
  }
}

/** `control_ping_reply` without its fields, which faults do not look at. */
const MESSAGE = "0018112233440000";
/** The frame around it: 8 bytes, its length, 4 bytes. */
const frame = (length = "00000008"): string => `0000000000000000${length}00000000${MESSAGE}`;

function answerTo(client: Outlet, fields: Partial<Answer> = {}): Answer {
  const message = Buffer.from(MESSAGE, "hex");
  return { client, name: "control_ping_reply", header: "reply", id: 0x18, context: 0x11223344, message, ...fields };
}

/** What a client gets of answers that are given one after the other. */
function strike(fault: AnswerFault, answers: readonly Answer[], waiting = new Waiting()): void {
  const hit = answerStrike(fault, { restartByFault: () => {} }, waiting);
  for (const answer of answers) hit(answer, ({ client, message }) => client.sendMessage(message));
}

const streams: readonly { title: string; fault: AnswerFault; log: string[] }[] = [
  { title: "drop: nothing comes", fault: { kind: "drop" }, log: [] },
  { title: "duplicate: it comes twice", fault: { kind: "duplicate" }, log: [MESSAGE, MESSAGE] },
  {
    title: "cut: within the header of the frame",
    fault: { kind: "cut", bytes: 12 },
    log: [frame().slice(0, 24), "close"],
  },
  { title: "cut: before everything", fault: { kind: "cut", bytes: 0 }, log: ["", "close"] },
  { title: "fragment: in pieces", fault: { kind: "fragment", bytes: 5 }, log: [`${frame()} by 5`] },
  { title: "end: in its place", fault: { kind: "end" }, log: ["close"] },
  { title: "reset: in its place", fault: { kind: "reset" }, log: ["destroy"] },
  { title: "garbage: 64 times ff", fault: { kind: "garbage" }, log: ["ff".repeat(64)] },
  { title: "garbage: of the test", fault: { kind: "garbage", bytes: Buffer.from("2a", "hex") }, log: ["2a"] },
  { title: "garbage-length: the most", fault: { kind: "garbage-length" }, log: [frame("ffffffff")] },
  { title: "garbage-length: of the test", fault: { kind: "garbage-length", length: 3 }, log: [frame("00000003")] },
  { title: "wrong-context: one more", fault: { kind: "wrong-context" }, log: ["0018112233450000"] },
];

for (const { title, fault, log } of streams) {
  t.test(title, async (t) => {
    const client = new Recorder();
    strike(fault, [answerTo(client)]);
    t.same(client.log, log);
  });
}

t.test("wrong-context: the greatest is followed by 0, and an event has none", async (t) => {
  const client = new Recorder();
  strike({ kind: "wrong-context" }, [
    answerTo(client, { context: 0xffffffff }),
    answerTo(client, { header: "event" }),
    // A reply with a client index has its context behind it.
    answerTo(client, { header: "request", message: Buffer.from("00180000000011223344", "hex") }),
  ]);
  t.same(client.log, ["0018000000000000", MESSAGE, "00180000000011223345"]);
});

t.test("wrong-client: another client gets it, or nobody", async (t) => {
  const client = new Recorder();
  strike({ kind: "wrong-client" }, [answerTo(client)]);
  const other = new Recorder();
  client.other = other;
  strike({ kind: "wrong-client" }, [answerTo(client)]);
  t.same([client.log, other.log], [[], [MESSAGE]]);
});

t.test("restart: VPP restarts in place of the answer", async (t) => {
  let restarts = 0;
  const client = new Recorder();
  const hit = answerStrike({ kind: "restart" }, { restartByFault: () => restarts++ }, new Waiting());
  hit(answerTo(client), () => t.fail("nothing goes on"));
  t.equal(restarts, 1);
  t.same(client.log, []);
});

t.test("reorder: the answers of one turn come in reverse order, at its end", async (t) => {
  const client = new Recorder();
  const second = answerTo(client, { message: Buffer.from("0019", "hex") });
  strike({ kind: "reorder" }, [answerTo(client), second]);
  t.same(client.log, ["hold", "hold"]);
  await Promise.resolve();
  t.same(client.log.slice(2), ["0019", "release", MESSAGE, "release"]);
});

for (const kind of ["delay", "coalesce"] as const) {
  t.test(`${kind}: a connection does not end while an answer waits`, async (t) => {
    const client = new Recorder();
    const waiting = new Waiting();
    strike({ kind, ms: Number.POSITIVE_INFINITY }, [answerTo(client), answerTo(client)], waiting);
    t.same(client.log, ["hold", "hold"]);
    waiting.letGo();
    t.same(client.log.slice(2), [MESSAGE, "release", MESSAGE, "release"]);
  });
}
