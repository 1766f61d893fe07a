import type { Connection } from "./connection.ts";
import { OwnCall } from "./request-call.ts";

const GOODBYE_MS = 1000;

/**
 * Leaves VPP in order and ends the connection: VPP answers earlier requests, then the goodbye, then closes the connection. A
 * client that closes without it stays in VPP 26.06 as a zombie; with the sixteenth, VPP stops serving clients. Calls that VPP
 * has not answered by then fail with `VPP_CLOSED`.
 *
 * A VPP that does not answer within a second is not waited for. It still gets to read the goodbye before the end of the
 * connection, which stays for as long as VPP has not read all that was sent, without keeping the process alive.
 *
 * @see VPP src/vlibmemory/socket_api.c vl_api_sockclnt_delete_t_handler
 */
export async function leave(connection: Connection): Promise<void> {
  const { transport } = connection;
  // The process must not end before the goodbye was sent.
  transport.ref();
  // Before the goodbye: the lane asks VPP by the socket whether it still has the client.
  const lane = connection.sharedMemory.lane?.leave();
  const farewell = sayGoodbye(connection);
  connection.refuse("VPP_CLOSED", "the client is closed");
  const isAnswered = await farewell.then(
    () => true,
    () => false,
  );
  await lane;
  connection.end("VPP_CLOSED", "the client is closed");
  const closing = transport.close();
  if (isAnswered) await closing;
  else transport.unref();
}

async function sayGoodbye(connection: Connection): Promise<void> {
  const { clientIndex, own } = connection.registration;
  connection.transport.liftLimit();
  await new Promise((resolve, reject) => {
    const call = new OwnCall(own.goodbye, connection, GOODBYE_MS, resolve, reject);
    connection.send(own.goodbye, { index: clientIndex }, call);
  });
}
