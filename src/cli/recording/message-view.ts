import { retvalError } from "../../client/index.ts";
import { type Definitions, type Description, describeMessage, type RecordedMessage } from "../../recording/index.ts";
import type { JsonValue } from "../../wire/index.ts";
import { flatten, type Output } from "../output/index.ts";

/** Prints messages one by one: a line and the fields below it, or a line of JSON. */
export class MessageView {
  readonly #output: Output;
  readonly #definitions: Definitions;

  constructor(output: Output, definitions: Definitions) {
    this.#output = output;
    this.#definitions = definitions;
  }

  /** Prints a message. */
  print(message: RecordedMessage): void {
    const description = message.bytes === undefined ? undefined : describeMessage(message, this.#definitions);
    if (this.#output.isJson) this.#output.json(jsonOf(message, description));
    else this.#printText(message, description);
  }

  #printText(message: RecordedMessage, description: Description | undefined): void {
    const { number, atUs, connection, client, isToVpp, bytes } = message;
    const time = atUs === undefined ? "" : `${(atUs / 1e6).toFixed(6)} s  `;
    const end = isToVpp ? "the client has ended the connection" : "VPP has ended the connection";
    const what = description === undefined ? end : wordsOf(description, bytes!.length);
    const head = `#${number}  ${time}${connection}${client === "" ? "" : ` ${client}`} ${isToVpp ? ">" : "<"} ${what}`;
    this.#output.line(head, description === undefined ? undefined : "bold");
    if (description === undefined) return;
    const { fields, fault } = description;
    if (fault !== undefined)
      this.#output.pairs([
        ["  not decoded", fault],
        ["  bytes", bytes!.toString("hex")],
      ]);
    if (fields !== undefined) this.#output.pairs(flatten(briefly(fields)).map(([path, text]) => [`  ${path}`, text]));
    const reason = retvalText(description);
    if (reason !== undefined) this.#output.line(`  ${reason}`);
  }
}

/** Returns fields with the number of messages in place of a message table, which is longer than all else. */
function briefly(fields: NonNullable<Description["fields"]>): { [name: string]: JsonValue } {
  const { messageTable, ...others } = fields;
  return Array.isArray(messageTable) ? { ...others, messageTable: `${messageTable.length} messages` } : { ...fields };
}

function wordsOf({ name, context }: Description, byteLength: number): string {
  return `${name}  ${context === undefined ? "" : `context ${context}, `}${byteLength} bytes`;
}

function jsonOf(message: RecordedMessage, description: Description | undefined): JsonValue {
  const { number, atUs, connection, client, isToVpp, bytes } = message;
  const place = {
    number,
    ...(atUs !== undefined && { us: atUs }),
    connection,
    ...(client !== "" && { client }),
    to: isToVpp ? "vpp" : "client",
  };
  if (description === undefined) return { ...place, ended: true };
  const { name, crc, clientIndex, context, fields, fault } = description;
  const retval = retvalText(description);
  return {
    ...place,
    message: name,
    ...(crc !== undefined && { crc }),
    ...(clientIndex !== undefined && { clientIndex }),
    ...(context !== undefined && { context }),
    ...(fields !== undefined && { fields: { ...fields } }),
    ...(retval !== undefined && { reason: retval }),
    ...(fault !== undefined && { fault, hex: bytes!.toString("hex") }),
  };
}

/** Returns a negative return value in words. */
function retvalText({ name, fields }: Description): string | undefined {
  const retval = fields?.retval;
  if (typeof retval !== "number" || retval >= 0) return undefined;
  return retvalError(name.replace(/_reply$/, ""), retval, 0).message;
}
