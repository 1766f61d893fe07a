import type { Socket } from "node:net";
import { type LocalSpeaker, Session, type SessionHandler } from "./session.ts";

/** How many bytes can wait for a peer that does not read. Then its connection is closed, and everything is sent again later. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** Starts a session over a connected socket. The session owns the socket. */
export function startSession(
  socket: Socket,
  local: LocalSpeaker,
  expectedAs: number,
  handler: SessionHandler,
): Session {
  socket.setNoDelay(true);
  const link = {
    write(bytes: Buffer): void {
      if (socket.writableLength > MAX_WAITING_BYTES) {
        socket.destroy();
        return;
      }
      // All messages of a turn leave in one write: a session begins with a dozen.
      if (socket.writableCorked === 0) {
        socket.cork();
        process.nextTick(() => socket.uncork());
      }
      socket.write(bytes);
    },
    end: () => socket.destroySoon(),
  };
  const session = new Session(link, local, expectedAs, handler);
  socket.on("data", (bytes: Buffer) => session.receive(bytes));
  socket.on("close", () => session.lost());
  socket.on("error", () => {});
  return session;
}
