import type { Message } from "../../wire/index.ts";

/** A message by VPP's name or its descriptor. */
export type FaultMessage = string | Message<unknown>;

/** Which messages a fault hits. */
export interface FaultAim {
  /**
   * The request whose answers go wrong, or the event; of a list, each of them: a client sends one of several versions of a
   * message, such as `["sr_policy_add", "sr_policy_add_v2"]`. Without one it is everything but registration and its end
   * (`sockclnt_create`, `sockclnt_delete`), which must be named.
   */
  readonly message?: FaultMessage | readonly FaultMessage[];
  /** How many messages pass before each one that is hit; default 0. */
  readonly after?: number;
  /** How many messages are hit in all; default all. */
  readonly times?: number;
}

/** A fault of answers. The request has been executed before. */
export type AnswerFault = FaultAim &
  (
    | DelayFault
    | DropFault
    | DuplicateFault
    | ReorderFault
    | CutFault
    | FragmentFault
    | CoalesceFault
    | WrongContextFault
    | WrongClientFault
    | EndFault
    | ResetFault
    | RestartFault
    | GarbageFault
    | GarbageLengthFault
  );

/** A fault of requests. */
export type RequestFault = FaultAim & (SilenceFault | BusyFault | RetvalFault);

/** A fault that can be injected into a simulator. */
export type Fault = AnswerFault | RequestFault | RefuseFault | SlowReaderFault;

/** A fault that was injected. */
export interface InjectedFault extends Disposable {
  readonly fault: Fault;
  /** How many messages it has hit; of a slow reader, how many connections. 0: nothing was sent that it is aimed at. */
  readonly hits: number;
  /** Removes the fault. What it holds back is sent at once. */
  clear(): void;
}

/**
 * An answer comes later, and later answers overtake it: VPP answers some messages (ping, dhcp) from other processes.
 */
export interface DelayFault {
  readonly kind: "delay";
  /** `Infinity` is until the fault is cleared. */
  readonly ms: number;
}

/** An answer is lost, its request is executed: VPP answers to the client index in it, which no client has. */
export interface DropFault {
  readonly kind: "drop";
}

/** An answer comes twice: no VPP does so, but a proxy that repeats would. */
export interface DuplicateFault {
  readonly kind: "duplicate";
}

/**
 * The answers of one turn come in reverse order: some come from processes and workers, and not in the order of
 * requests.
 */
export interface ReorderFault {
  readonly kind: "reorder";
}

/** The connection ends within a frame: VPP ends while it writes. */
export interface CutFault {
  readonly kind: "cut";
  /** How much of the frame comes, its header of 16 bytes included. */
  readonly bytes: number;
}

/** An answer comes in pieces, one in each turn of the event loop: VPP writes at most 4096 bytes at once. */
export interface FragmentFault {
  readonly kind: "fragment";
  /** The length of a piece. */
  readonly bytes: number;
}

/**
 * Answers wait for one another and come in one write: VPP answers everything that came in one pass of its main loop.
 */
export interface CoalesceFault {
  readonly kind: "coalesce";
  /** From the first of them; `Infinity` is until the fault is cleared. */
  readonly ms: number;
}

/** An answer has the context of no request, one more than its own: it answers a client that had the index before. */
export interface WrongContextFault {
  readonly kind: "wrong-context";
}

/** An answer goes to another client, or is lost when there is none: the request had that client's index. */
export interface WrongClientFault {
  readonly kind: "wrong-client";
}

/** The connection ends in order, in place of an answer: VPP ends, or drops the client. */
export interface EndFault {
  readonly kind: "end";
}

/**
 * The connection breaks off, in place of an answer and with all that is not yet sent: VPP dies. The client sees a reset if
 * requests of it are unread, as the kernel has it, and otherwise an end.
 */
export interface ResetFault {
  readonly kind: "reset";
}

/**
 * VPP dies, in place of an answer, and is there again with other message ids and without its state: it is restarted.
 */
export interface RestartFault {
  readonly kind: "restart";
}

/** Bytes that are no frame come in place of an answer: what listens is not VPP. */
export interface GarbageFault {
  readonly kind: "garbage";
  /** Default 64 times `ff`. */
  readonly bytes?: Uint8Array;
}

/** The frame of an answer claims another length than it has: the stream is out of step. */
export interface GarbageLengthFault {
  readonly kind: "garbage-length";
  /** Default 4294967295. */
  readonly length?: number;
}

/** A request is neither executed nor answered: VPP drops messages that are too short or have no handler. */
export interface SilenceFault {
  readonly kind: "silence";
}

/** A request is not executed, and answered with a return value: VPP refuses it. The other fields of the reply are zero. */
export interface RetvalFault {
  readonly kind: "retval";
  /** The request. It must have a reply with a return value: a dump has none. */
  readonly message: FaultMessage | readonly FaultMessage[];
  /** From -2147483648 to 2147483647; VPP's numbers are negative, such as -6 (NO_SUCH_FIB). */
  readonly retval: number;
}

/** Before a request is executed, VPP reads and answers nothing for a time: its main thread is busy. */
export interface BusyFault {
  readonly kind: "busy";
  /** `Infinity` is until the fault is cleared. */
  readonly ms: number;
}

/**
 * Registration is answered with the response -1 and without a message table. No VPP does so, but the field allows it.
 */
export interface RefuseFault {
  readonly kind: "refuse";
  /** How many registrations are refused; default all. */
  readonly times?: number;
}

/**
 * VPP takes little of what clients send, so that their sockets fill: it reads 4096 bytes in a pass of its main loop.
 */
export interface SlowReaderFault {
  readonly kind: "slow-reader";
  /** How many bytes are read in each turn of the event loop. */
  readonly bytes: number;
}
