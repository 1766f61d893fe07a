import type { VppClient } from "../../client/index.ts";
import { printableJson } from "../../printable.ts";
import {
  type AnyRequest,
  fromJson,
  HEADER_BYTES,
  type Input,
  messageBytes,
  readFields,
  toJson,
  WireReader,
  WireWriter,
  writeFields,
} from "../../wire/index.ts";
import { CLIENT_OPTIONS, timeoutOf, UsageError } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { withCalls } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { readText } from "../input.ts";
import type { Io } from "../io.ts";
import { explainFields, parseFields, type ReadFields, readFieldTexts } from "../line/index.ts";
import { findRequest } from "../messages.ts";
import type { Output } from "../output/index.ts";
import { templateOf } from "../template.ts";

/** `tsvpp call MESSAGE [JSON]` */
export const call: Command = {
  operands: ["MESSAGE", "[FIELD=VALUE...]"],
  options: ["api", "template", "timeout", "fields", "dry-run"],
  help: `Sends a message of VPP's API and prints the reply, or all details of a dump.
Names of fields are VPP's or the same in camelCase. VALUE is text, a JSON string, [V, V] or { FIELD=VALUE };
an interface may be named. A last word ? lists the fields that are left out, and sends nothing.
One JSON object may stand in place of all fields; - reads it from standard input.
Fields that are left out have the default of VPP's API definition; in a dump, zero where there is none.
VPP is asked for the definition of a message that only its plugins have; it is kept in ~/.cache/tsvpp.
A message that is known to crash VPP is refused before it is sent, with exit code 2.

  tsvpp call ip_table_add_del --template
  tsvpp call ip_table_add_del '{ "table": { "table_id": 10, "is_ip6": false, "name": "blue" } }'
  tsvpp call sw_interface_set_mtu swIfIndex=loop0 mtu=[1500,0,0,0]
`,
  optionsHelp: `  --template      print JSON with all fields of the message, to be filled in; send nothing
  --dry-run       print all fields, and their bytes behind the header of 10 bytes; send nothing
  --fields A,B    print only these fields of each answer; A.B is a field inside of another
  --timeout SECONDS  how long to wait for the answer
  --api FILE      definitions of a plugin's messages: a file (.api, .api.json) or a folder of such files
${CLIENT_OPTIONS}`,

  async run(invocation) {
    const [name, ...operands] = invocation.operands as [string, ...string[]];
    const { values, output, io } = invocation;
    const options = { ...timeoutOf(values.timeout), signal: io.signal };
    const message = await findRequest(name, invocation);
    if (values.template === true) {
      printTemplate(message, output);
      return EXIT.done;
    }
    if (operands.at(-1) === "?") {
      output.text(explainFields(message, parseFields(operands.slice(0, -1)) ?? []));
      return EXIT.done;
    }
    const { json, interfaces } = await readOperands(message, operands, io);
    const fieldsOf = () => fromJson(message, json, { fillsZeros: message.kind !== "request" });
    // Its errors come before a connection is needed; interfaces that are named are still 0.
    const fields = fieldsOf();
    const isDry = values["dry-run"] === true;
    if (isDry && interfaces.length === 0) {
      printEncoded(message, fields, output);
      return EXIT.done;
    }
    await withCalls(invocation, async (vpp) => {
      if (interfaces.length === 0) return await send(vpp, message, fields, { output, options, io });
      const { putInterfaces } = await import("../interface-lookup.ts");
      await putInterfaces(vpp, interfaces);
      if (isDry) printEncoded(message, fieldsOf(), output);
      else await send(vpp, message, fieldsOf(), { output, options, io });
    });
    return EXIT.done;
  },
};

/** Prints a message as it would be sent, without the id that only a connection knows. */
function printEncoded(message: AnyRequest, fields: Input<unknown>, output: Output): void {
  const packed = Buffer.alloc(messageBytes(message, fields));
  writeFields(new WireWriter().over(packed), 0, message, fields);
  const bytes = packed.toString("hex", HEADER_BYTES[message.header]);
  // Read again, so that they show what is left out too.
  const sent = readFields(new WireReader().over(packed), 0, packed.length, message);
  output.record({ message: message.name, crc: message.crc, fields: toJson(message, sent), bytes });
}

async function readOperands(message: AnyRequest, operands: readonly string[], io: Io): Promise<ReadFields> {
  const texts = parseFields(operands.length === 1 && operands[0] === "-" ? [await readText("-", io)] : operands);
  if (texts === undefined) throw new UsageError(`${message.name}: an object is expected`);
  const read = readFieldTexts(message.name, message.codec.fields, texts);
  if (read.interfaces.length > 0) {
    // The schema is loaded only for text that may be the name of an interface.
    const { checkInterfaceTexts } = await import("../interface-lookup.ts");
    checkInterfaceTexts(message, read.interfaces);
  }
  return read;
}

function printTemplate(message: AnyRequest, output: Output): void {
  const template = templateOf(message);
  if (output.isJson) output.json(template);
  else output.text(`${printableJson(template, 2)}\n`);
}

/** What decides how a call is made and printed. */
interface Sending {
  readonly output: Output;
  readonly options: { readonly timeoutMs?: number; readonly signal: AbortSignal };
  readonly io: Io;
}

/** How many details of a dump are kept for the lines that follow it. */
const MAX_KEPT_DETAILS = 1000;

async function send(vpp: VppClient, message: AnyRequest, fields: Input<unknown>, sending: Sending): Promise<void> {
  const { output, io } = sending;
  const start = performance.now();
  const isTimed = io.showsTime === true && !output.isJson && io.stdout.isTTY === true;
  const outcome =
    message.kind === "request"
      ? await request(vpp, message, fields, { ...sending, isTimed })
      : await dump(vpp, message, fields, sending);
  if (isTimed) output.line(`${outcome} in ${Math.ceil(performance.now() - start)} ms`);
}

async function request(
  vpp: VppClient,
  message: Extract<AnyRequest, { kind: "request" }>,
  fields: Input<unknown>,
  { output, options, io, isTimed }: Sending & { readonly isTimed: boolean },
): Promise<string> {
  const reply = await vpp.request(message, fields, options);
  io.keepResult?.(reply);
  const json = toJson(message.reply, reply);
  const isBare = Object.keys(json as object).every((name) => name === "retval");
  if (!(isBare && isTimed)) output.record(json);
  return "done";
}

async function dump(
  vpp: VppClient,
  message: Exclude<AnyRequest, { kind: "request" }>,
  fields: Input<unknown>,
  { output, options, io }: Sending,
): Promise<string> {
  const kept: unknown[] = [];
  io.keepResult?.(kept);
  let count = 0;
  for await (const details of vpp.dump(message, fields, options)) {
    if (output.isClosed) break;
    if (io.keepResult !== undefined && kept.length < MAX_KEPT_DETAILS) kept.push(details);
    if (count++ > 0 && !output.isJson) output.line("");
    output.record(toJson(message.details, details));
    await output.drained();
  }
  return `${count} found`;
}
