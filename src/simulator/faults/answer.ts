import type { HeaderKind } from "../../wire/index.ts";

/** A client, as faults see it. */
export interface Outlet {
  /** Another client of the same VPP, if there is one. */
  readonly other: Outlet | undefined;
  /** Sends a message. */
  sendMessage(message: Buffer): void;
  /** Sends bytes as they are, with `pieceBytes` in pieces of that length, one in each turn of the event loop. */
  sendBytes(bytes: Buffer, pieceBytes?: number): void;
  /** Delays `close` until `release` is called. */
  hold(): void;
  release(): void;
  /** Ends the connection when everything is sent. Further messages of the client are ignored. */
  close(): void;
  /** Ends the connection at once. */
  destroy(): void;
}

/** A message to a client that is not sent yet. */
export interface Answer {
  readonly client: Outlet;
  readonly name: string;
  readonly header: HeaderKind;
  readonly id: number;
  readonly context: number;
  /** With its header. */
  readonly message: Buffer;
}

/** A request that is not executed yet. */
export interface Arrival {
  readonly name: string;
  /** Pauses VPP. Returns a function that ends the pause. */
  pause(): () => void;
  /** Answers `sockclnt_create` with the response -1. */
  refuse(): void;
  /** Answers a request with this return value. */
  answer(retval: number): void;
}
