/**
 * Synchronous reads and writes on a socket, for a process that exits and has no event loop any more. They need the socket's
 * descriptor, which Node.js does not document. If it is not as expected, nothing is done, and the exit closes the connection.
 */
import { readSync, writeSync as writeSomeSync } from "node:fs";
import type { Socket } from "node:net";

const PAUSE_MS = 1;

/** The handle that Node.js has for an open socket. @see Node.js src/stream_wrap.cc, src/stream_base.h */
export interface SocketHandle {
  readonly fd: number;
  /** The number of bytes passed to the handle since the connection began. */
  readonly bytesWritten: number;
  /** The number of those bytes that the kernel has not accepted. */
  readonly writeQueueSize: number;
}

/** Returns the handle of an open socket; undefined if the socket is closed, or the handle has another form. */
export function handleOf(socket: Socket): SocketHandle | undefined {
  const { _handle: handle } = socket as { _handle?: Partial<SocketHandle> | null };
  const numbers = [handle?.fd, handle?.bytesWritten, handle?.writeQueueSize];
  return numbers.every((value) => typeof value === "number" && value >= 0) ? (handle as SocketHandle) : undefined;
}

/** Writes all bytes; stops early when the connection ends or the deadline has passed. */
export function writeSync(fd: number, bytes: Buffer, deadline: number): void {
  let at = 0;
  retrySync(deadline, () => {
    at += writeSomeSync(fd, bytes, at);
    return at === bytes.length;
  });
}

/**
 * Reads until the other side has ended the connection, or the deadline has passed.
 *
 * @param space returns the memory for the next bytes.
 * @param received accepts `count` bytes in that memory, and returns whether to read more.
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

/** Calls `step` until it returns true, fails, or the deadline has passed, at least once; pauses after EAGAIN. */
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
