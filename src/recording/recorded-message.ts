import type { RecordingHeader } from "./format/index.ts";

/** A message of a recording. */
export interface RecordedMessage {
  /** Its number in the recording, from 1. */
  readonly number: number;
  /** Microseconds since the start; undefined where they are not known. */
  readonly atUs: number | undefined;
  /** The number of the connection, from 1. */
  readonly connection: number;
  /** The name under which the client has registered; empty where it is not known. */
  readonly client: string;
  readonly isToVpp: boolean;
  /** The message without the frame of the socket; undefined for the end of the side that would have sent. */
  readonly bytes: Buffer | undefined;
  /** The name and the CRC in VPP's message table; undefined for an id that the table lacks. */
  readonly nameCrc: string | undefined;
}

/** A file with messages. */
export interface Recording extends Disposable {
  /** A recording of tsvpp, a file of VPP's `api trace save`, or the file that VPP writes when it dies. */
  readonly kind: "recording" | "trace" | "post-mortem";
  /** Undefined for a file of VPP. */
  readonly header: RecordingHeader | undefined;
  /** Whether all was read that will ever be in the file. */
  readonly isEnded: boolean;
  /** What is missing, after all messages were read; undefined if nothing is. */
  readonly ending: string | undefined;
  /**
   * Yields the messages up to the end of the file. For a recording that grows, a later call continues there.
   *
   * @throws {VppError} `VPP_FILE` when the file is damaged.
   */
  messages(): Generator<RecordedMessage, undefined>;
}
