/**
 * A UNIX socket by which commands ask a running process: a line of JSON for each request, and at least one for its answer. In come lines,
 * out go the fields of objects. It knows no request.
 */
export { ControlClient, type ControlService, connectToControl } from "./client.ts";
export { type Fields, fieldsOf } from "./fields.ts";
export { freeSocketPath } from "./free-socket-path.ts";
export { type ControlConnection, type ControlHandler, ControlServer, listenForRequests } from "./server.ts";
