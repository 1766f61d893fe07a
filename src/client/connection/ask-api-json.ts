import { getApiJson } from "../../binapi/memclnt.ts";
import type { Connection } from "./connection.ts";
import { OwnCall } from "./request-call.ts";

/** VPP prints the answer, 2 MB, while the client waits. */
const TIMEOUT_MS = 10_000;

/**
 * Asks VPP for the definitions of all its modules, as a JSON list; undefined from a VPP before 24.06, which lacks the message.
 */
export async function askForApiJson(connection: Connection): Promise<string | undefined> {
  const { table } = connection.registration;
  // Another version of this message could be read only with its own answer.
  if ([getApiJson, getApiJson.reply].some((message) => table.find(message) === undefined)) return undefined;
  const served = await connection.served.of(getApiJson);
  const { json } = await new Promise<{ readonly json: string }>((resolve, reject) => {
    connection.send(served, {}, new OwnCall(served, connection, TIMEOUT_MS, resolve, reject));
  });
  return json;
}
