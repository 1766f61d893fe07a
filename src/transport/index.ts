/**
 * Carries whole messages as bytes over VPP's UNIX stream socket, and in its shared memory. It finds the bounds of a message, and
 * does not look inside.
 */
export { DEFAULT_STATS_SOCKET_PATH, type DescriptorServer, receiveDescriptor, serveDescriptors } from "./descriptor.ts";
export { type LaneRegion, openLaneRegion } from "./lane-region.ts";
export { LaneTransport } from "./lane-transport.ts";
export { type Listener, listenSocket } from "./listen-socket.ts";
export type { LaneIds, LaneNative } from "./native.ts";
export { SendQueue } from "./send-queue.ts";
export { connectSocket, DEFAULT_SOCKET_PATH, type SocketOptions } from "./socket.ts";
export { isTooLong, tooLongText } from "./socket-errors.ts";
export { type FrameLimits, FrameReader, frameOf, MAX_MESSAGE_BYTES } from "./socket-frame.ts";
export type { ServerTransport, Transport } from "./transport.ts";
