/**
 * The clients of a simulated VPP: their client indexes, and the path of an answer from its fields to their sockets, faults
 * included. It knows nothing of requests.
 */

export { type Registration, Registrations } from "./registrations.ts";
