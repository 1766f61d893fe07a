/**
 * The clients of a simulated VPP: their client indexes, and the path of an answer from its fields to their sockets, faults
 * included. It knows nothing of requests.
 */

export { Client } from "./client.ts";
export { Clients } from "./clients.ts";
