/**
 * Carries whole messages as bytes, over VPP's UNIX stream socket. It knows where a message begins and ends, and nothing of
 * what is in it.
 */
export { connectSocket, DEFAULT_SOCKET_PATH, type Listener, listenSocket, type SocketOptions } from "./socket.ts";
export type { Transport } from "./transport.ts";
