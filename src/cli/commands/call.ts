import type { VppClient } from "../../client/index.ts";
import { type AnyRequest, fromJson, type Input, type JsonValue, toJson } from "../../wire/index.ts";
import { UsageError } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { readText } from "../input.ts";
import { findRequest } from "../messages.ts";
import { flatten, type Output } from "../output/index.ts";

/** `tsvpp call MESSAGE [JSON]` */
export const call: Command = {
  operands: ["MESSAGE", "[JSON]"],
  help: `Sends a message of VPP's API and prints the reply, or all details of a dump.
JSON holds the fields of the message, with VPP's names in camelCase; - reads it from standard input.
A message that is known to crash VPP is refused before it is sent, with exit code 2.

  tsvpp call ip_table_add_del '{"isAdd": true, "table": {"tableId": 10, "isIp6": false, "name": "blue"}}'
`,

  async run(invocation) {
    const [name, json = "{}"] = invocation.operands;
    const message = await findRequest(name!);
    const fields = fromJson(message, parseJson(json === "-" ? await readText("-", invocation.io) : json));
    await withClient(invocation, (vpp) => send(vpp, message, fields, invocation.output));
    return EXIT.done;
  },
};

async function send(vpp: VppClient, message: AnyRequest, fields: Input<unknown>, output: Output): Promise<void> {
  if (message.kind === "request") {
    print(output, toJson(message.reply, await vpp.request(message, fields)));
    return;
  }
  let isFirst = true;
  for await (const details of vpp.dump(message, fields)) {
    if (output.isClosed) return;
    if (!isFirst && !output.isJson) output.line("");
    isFirst = false;
    print(output, toJson(message.details, details));
  }
}

function print(output: Output, fields: JsonValue): void {
  if (output.isJson) output.json(fields);
  else output.pairs(flatten(fields));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`JSON: ${(error as Error).message}`);
  }
}
