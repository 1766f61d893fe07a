/** Carries whole messages as bytes over VPP's UNIX stream socket. It finds the bounds of a message, and does not look inside. */
export { DEFAULT_STATS_SOCKET_PATH, type DescriptorServer, receiveDescriptor, serveDescriptors } from "./descriptor.ts";
export { type Listener, listenSocket } from "./listen-socket.ts";
export { connectSocket, DEFAULT_SOCKET_PATH, type SocketOptions } from "./socket.ts";
export { frameOf } from "./socket-frame.ts";
export type { ServerTransport, Transport } from "./transport.ts";
