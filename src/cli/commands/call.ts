import type { VppClient } from "../../client/index.ts";
import { printableJson } from "../../printable.ts";
import { type AnyRequest, fromJson, type Input, type JsonValue, toJson } from "../../wire/index.ts";
import { CLIENT_OPTIONS, UsageError } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { readText } from "../input.ts";
import { findRequest } from "../messages.ts";
import { flatten, type Output } from "../output/index.ts";
import { templateOf } from "../template.ts";

/** `tsvpp call MESSAGE [JSON]` */
export const call: Command = {
  operands: ["MESSAGE", "[JSON]"],
  options: ["api", "template"],
  help: `Sends a message of VPP's API and prints the reply, or all details of a dump.
JSON holds the fields of the message, with VPP's names or the same in camelCase; - reads it from standard input.
Fields that are left out have the default of VPP's API definition; in a dump, zero where there is none.
VPP is asked for the definition of a message that only its plugins have; it is kept in ~/.cache/tsvpp.
A message that is known to crash VPP is refused before it is sent, with exit code 2.

  tsvpp call ip_table_add_del --template
  tsvpp call ip_table_add_del '{ "table": { "table_id": 10, "is_ip6": false, "name": "blue" } }'
`,
  optionsHelp: `  --template      print JSON with all fields of the message, to be filled in; send nothing
  --api FILE      definitions of a plugin's messages: a file (.api, .api.json) or a folder of such files
${CLIENT_OPTIONS}`,

  async run(invocation) {
    const [name, json = "{}"] = invocation.operands as [string, string?];
    const { values, io, output } = invocation;
    const message = await findRequest(name, invocation);
    if (values.template === true) {
      const template = templateOf(message);
      if (output.isJson) output.json(template);
      else output.text(`${printableJson(template, 2)}\n`);
      return EXIT.done;
    }
    const given = parseJson(json === "-" ? await readText("-", io) : json);
    const fields = fromJson(message, given, { fillsZeros: message.kind !== "request" });
    await withClient(invocation, (vpp) => send(vpp, message, fields, output));
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
