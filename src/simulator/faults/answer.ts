import type { HeaderKind } from "../../wire/index.ts";

/** The way to a client, for what stands between it and the answers. */
export interface Outlet {
  /** Another client of the same VPP, if there is one. */
  readonly other: Outlet | undefined;
  /** Sends a message. */
  sendMessage(message: Buffer): void;
  /** Sends bytes as they are, with `pieceBytes` in pieces of that length, one in each turn of the event loop. */
  sendBytes(bytes: Buffer, pieceBytes?: number): void;
  /** Lets `close` wait for a `release`. */
  hold(): void;
  release(): void;
  /** Ends the connection when everything is sent. What the client still says is not heard. */
  close(): void;
  /** Ends the connection at once. */
  destroy(): void;
}

/** A message on its way to a client. */
export interface Answer {
  readonly client: Outlet;
  readonly name: string;
  readonly header: HeaderKind;
  readonly id: number;
  readonly context: number;
  /** With its header. */
  readonly message: Buffer;
}

/** A message that came from a client. */
export interface Arrival {
  readonly name: string;
  /** Nothing else is carried out until the function is called that this gives. */
  pause(): () => void;
  /** Answers `sockclnt_create` with no. */
  refuse(): void;
}
