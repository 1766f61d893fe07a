/**
 * Keeps a client connected: brings up the first connection, and the next one when a connection is lost. It does not know what
 * goes through a connection.
 */
export { type Open, Session } from "./session.ts";
