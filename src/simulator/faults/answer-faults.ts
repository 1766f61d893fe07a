import { frameOf } from "../../transport/index.ts";
import { writeReplyHeader, writeRequestHeader } from "../../wire/index.ts";
import type { Answer, Outlet } from "./answer.ts";
import type { AnswerFault } from "./fault.ts";
import type { Strike } from "./fault-chain.ts";
import type { Waiting } from "./waiting.ts";

const GARBAGE = Buffer.alloc(64, 0xff);
const MAX_LENGTH = 0xffffffff;

/** The VPP that a fault ends and starts again. */
export interface Restartable {
  restartByFault(): void;
}

/** Returns the effect of a fault on answers. `waiting` holds back answers for it. */
export function answerStrike(fault: AnswerFault, vpp: Restartable, waiting: Waiting): Strike<Answer> {
  switch (fault.kind) {
    case "delay":
      return delay(fault.ms, waiting);
    case "drop":
      return () => {};
    case "duplicate":
      return (answer, next) => {
        next(answer);
        next(answer);
      };
    case "reorder":
      return reorder(waiting);
    case "coalesce":
      return coalesce(fault.ms, waiting);
    case "wrong-context":
      return (answer, next) => next(withContext(answer, (answer.context + 1) >>> 0));
    case "wrong-client":
      return (answer, next) => {
        const { other } = answer.client;
        if (other !== undefined) next({ ...answer, client: other });
      };
    case "restart":
      return () => vpp.restartByFault();
    default:
      return ({ client, message }) => breakStream(fault, client, message);
  }
}

/** Faults at which the stream of bytes itself is not what it should be. */
type StreamFault = Extract<
  AnswerFault,
  { readonly kind: "cut" | "fragment" | "end" | "reset" | "garbage" | "garbage-length" }
>;

function breakStream(fault: StreamFault, client: Outlet, message: Buffer): void {
  switch (fault.kind) {
    case "cut":
      client.sendBytes(frameOf(message).subarray(0, fault.bytes));
      client.close();
      break;
    case "fragment":
      client.sendBytes(frameOf(message), fault.bytes);
      break;
    case "end":
      client.close();
      break;
    case "reset":
      client.destroy();
      break;
    case "garbage":
      client.sendBytes(Buffer.from(fault.bytes ?? GARBAGE));
      break;
    case "garbage-length":
      client.sendBytes(frameOf(message, fault.length ?? MAX_LENGTH));
  }
}

function delay(ms: number, waiting: Waiting): Strike<Answer> {
  return (answer, next) => {
    hold(waiting, answer, next);
    waiting.letGoAfter(ms, 1);
  };
}

function coalesce(ms: number, waiting: Waiting): Strike<Answer> {
  return (answer, next) => {
    if (waiting.isEmpty) waiting.letGoAfter(ms);
    hold(waiting, answer, next);
  };
}

function reorder(waiting: Waiting): Strike<Answer> {
  return (answer, next) => {
    if (waiting.isEmpty) queueMicrotask(() => waiting.letGoReversed());
    hold(waiting, answer, next);
  };
}

function hold(waiting: Waiting, answer: Answer, next: (answer: Answer) => void): void {
  answer.client.hold();
  waiting.add(() => {
    next(answer);
    answer.client.release();
  });
}

/** Returns the answer with another context. An event has no context and is returned unchanged. */
function withContext(answer: Answer, context: number): Answer {
  const { header, id } = answer;
  const message = Buffer.from(answer.message);
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  if (header === "reply") writeReplyHeader(view, 0, id, context);
  else if (header === "request") writeRequestHeader(view, 0, id, 0, context);
  return { ...answer, context, message };
}
