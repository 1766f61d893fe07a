/**
 * A socket without an event loop: what a process that exits can still do with it. It needs the socket's descriptor, which
 * Node.js does not document; where it is not as expected, nothing is done, and the connection ends as any other does then.
 */
import { readSync, writeSync as writeSomeSync } from "node:fs";
import type { Socket } from "node:net";

const PAUSE_MS = 1;

/** What Node.js keeps of an open socket. @see Node.js src/stream_wrap.cc, src/stream_base.h */
export interface SocketHandle {
  readonly fd: number;
  /** Bytes handed to it since the beginning. */
  readonly bytesWritten: number;
  /** How many of them the kernel has not taken. */
  readonly writeQueueSize: number;
}

/** Returns the handle of an open socket; undefined when the socket is closed, or Node.js has changed. */
export function handleOf(socket: Socket): SocketHandle | undefined {
  const { _handle: handle } = socket as { _handle?: Partial<SocketHandle> | null };
  const numbers = [handle?.fd, handle?.bytesWritten, handle?.writeQueueSize];
  return numbers.every((value) => typeof value === "number" && value >= 0) ? (handle as SocketHandle) : undefined;
}

/** Writes all of it, unless the connection or the time ends. */
export function writeSync(fd: number, bytes: Buffer, deadline: number): void {
  let at = 0;
  retrySync(deadline, () => {
    at += writeSomeSync(fd, bytes, at);
    return at === bytes.length;
  });
}

/**
 * Reads until the other side has ended the connection, or the time is over.
 *
 * @param space where the next bytes go.
 * @param received takes note of so many of them, and says whether more are wanted.
 */
export function readToEndSync(
  fd: number,
  space: () => Buffer,
  received: (count: number) => boolean,
  deadline: number,
): void {
  retrySync(deadline, () => {
    const count = readSync(fd, space());
    return count === 0 || !received(count);
  });
}

/** Calls `step` until it is done or fails, at least once and for as long as there is time; pauses while the kernel is busy. */
function retrySync(deadline: number, step: () => boolean): void {
  do {
    try {
      if (step()) return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return;
      pauseSync();
    }
  } while (performance.now() < deadline);
}

function pauseSync(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}
