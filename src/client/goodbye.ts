import { sockclntDelete } from "../binapi/memclnt.ts";
import { messageBytes, WireWriter, writeFields, writeRequestHeader } from "../wire/index.ts";
import type { Connection } from "./connection.ts";
import { RequestCall } from "./request-call.ts";
import type { Route } from "./routes.ts";

const GOODBYE_MS = 1000;
/** Nothing else waits for an answer any more. */
const CONTEXT = 1;

/**
 * Leaves VPP in order and ends the connection: VPP answers what came before, then the goodbye, then closes the connection. A
 * client that just closes stays in VPP 26.06 as a zombie, and the sixteenth makes VPP serve nobody any more. Calls that VPP
 * has not answered by then fail with `VPP_CLOSED`.
 *
 * A VPP that does not answer within a second may still read the goodbye, before it sees the end of the connection.
 *
 * @see VPP src/vlibmemory/socket_api.c vl_api_sockclnt_delete_t_handler
 */
export async function leave(connection: Connection): Promise<void> {
  const farewell = sayGoodbye(connection);
  connection.refuse("VPP_CLOSED", "the client is closed");
  await farewell.catch(() => {
    sayGoodbyeSync(connection, 0);
    connection.transport.destroy();
  });
  connection.end("VPP_CLOSED", "the client is closed");
  await connection.transport.close();
}

/**
 * Sends the goodbye at once, without an event loop: what VPP has not begun to read is dropped.
 *
 * @param deadline on the clock of `performance`, until which it may block while VPP does not read.
 */
export function sayGoodbyeSync(connection: Connection, deadline: number): void {
  const { clientIndex } = connection.registration;
  const fields = { index: clientIndex };
  const bytes = Buffer.alloc(messageBytes(sockclntDelete, fields));
  const writer = new WireWriter();
  writer.bytes = bytes;
  writer.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  writeRequestHeader(writer.view, 0, goodbyeRoute(connection).id, clientIndex, CONTEXT);
  writeFields(writer, 0, sockclntDelete, fields);
  connection.transport.sendLastSync(bytes, deadline);
}

async function sayGoodbye(connection: Connection): Promise<void> {
  // Only its owner may send it, so it is not checked for hazards.
  const route = { ...goodbyeRoute(connection), hazard: undefined };
  const { clientIndex } = connection.registration;
  await new Promise((resolve, reject) => {
    const call = new RequestCall(route, connection, connection.deadlineIn(GOODBYE_MS), { resolve, reject });
    connection.send(route, { index: clientIndex }, call);
  });
}

function goodbyeRoute(connection: Connection): Route {
  // One version of the message serves every release.
  return connection.routes.of(sockclntDelete) as Route;
}
