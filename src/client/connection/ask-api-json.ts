import { getApiJson } from "../../binapi/memclnt.ts";
import type { Connection } from "./connection.ts";
import { RequestCall } from "./request-call.ts";

/** The answer is 2 MB, which VPP prints while it is asked. */
const TIMEOUT_MS = 10_000;

/** The definitions of all modules that VPP runs, as a JSON list; undefined from a VPP before 24.06, which cannot tell. */
export async function askForApiJson(connection: Connection): Promise<string | undefined> {
  const { table } = connection.registration;
  // To speak another version of it would take the answer.
  if ([getApiJson, getApiJson.reply].some((message) => table.find(message) === undefined)) return undefined;
  const route = await connection.routes.of(getApiJson);
  const { json } = await new Promise<{ readonly json: string }>((resolve, reject) => {
    const deadline = connection.deadlineIn(TIMEOUT_MS);
    connection.send(route, {}, new RequestCall(route, connection, deadline, resolve, reject));
  });
  return json;
}
