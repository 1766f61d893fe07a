/**
 * The format of a recording: a stream of plain MessagePack.
 *
 *   { tsvppRecording: 1, started: "2026-01-01T12:00:00.000Z", vpp: "26.06-release" }
 *   [microseconds, connection, direction, bytes]           a message, without the frame of the socket
 *   [microseconds, connection, direction, bytes, record]   the same: after these bytes it goes on as that record, counted from 0
 *   [microseconds, connection, direction, nil]             the connection was ended by the side that would have sent
 *   { end: 3 }                                             the number of records; the recording ended in order
 *
 * The microseconds count from `started`. Connections are numbered from 1.
 */
export const FORMAT = 1;

/** The direction of a message to VPP. */
export const TO_VPP = 0;
/** The direction of a message from VPP. */
export const FROM_VPP = 1;

/** The direction of a message. */
export type Direction = typeof TO_VPP | typeof FROM_VPP;

/** The first value of a recording. */
export interface RecordingHeader {
  /** The number of the format. */
  readonly tsvppRecording: number;
  /** The time of the start, by ISO 8601. */
  readonly started: string;
  /** The version of VPP: `26.06-release`. */
  readonly vpp?: string;
}

/** A message, or the end of one side of a connection. */
export interface RecordedFrame {
  /** Microseconds since the start of the recording. */
  readonly atUs: number;
  /** The number of the connection, from 1. */
  readonly connection: number;
  readonly direction: Direction;
  /** The message without the frame of the socket; undefined for the end of this side. */
  readonly bytes: Buffer | undefined;
}
