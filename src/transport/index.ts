/**
 * Carries whole messages as bytes, over VPP's UNIX stream socket. It knows where a message begins and ends, and nothing of
 * what is in it.
 */
export { type Listener, listenSocket } from "./listen-socket.ts";
export { connectSocket, DEFAULT_SOCKET_PATH, type SocketOptions } from "./socket.ts";
export { frameOf } from "./socket-frame.ts";
export type { ServerTransport, Transport } from "./transport.ts";
