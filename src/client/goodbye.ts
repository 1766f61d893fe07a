import { sockclntDelete } from "../binapi/memclnt.ts";
import type { Connection } from "./connection.ts";
import { RequestCall } from "./request-call.ts";
import type { Route } from "./routes.ts";

const GOODBYE_MS = 1000;

/**
 * Ends the registration in order: VPP answers what came before, then this, then closes the connection. A client that just
 * closes stays in VPP 26.06 as a zombie, and the sixteenth makes VPP serve nobody any more.
 *
 * @throws {VppError} when VPP does not answer.
 * @see VPP src/vlibmemory/socket_api.c vl_api_sockclnt_delete_t_handler
 */
export async function sayGoodbye(connection: Connection): Promise<void> {
  // One version of the message serves every release. Only its owner may send it, so it is not checked for hazards.
  const route = { ...(connection.routes.of(sockclntDelete) as Route), hazard: undefined };
  const { clientIndex } = connection.registration;
  await new Promise((resolve, reject) => {
    const deadline = connection.deadlineIn(GOODBYE_MS);
    const call = new RequestCall(route, connection.reader, deadline, { resolve, reject });
    connection.send(route, { index: clientIndex }, call);
  });
}
