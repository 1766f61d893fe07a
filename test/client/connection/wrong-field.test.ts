import { readdirSync } from "node:fs";
import t from "tap";
import { ipRouteAddDel, ipTableAddDel } from "../../../src/binapi/ip.ts";
import { srPolicyAdd } from "../../../src/binapi/sr.ts";
import { wrongField } from "../../../src/client/connection/wrong-field.ts";
import { VppError } from "../../../src/errors.ts";
import { fieldName } from "../../../src/field-name.ts";
import { type FieldType, type Message, messageBytes, WireWriter, writeFields } from "../../../src/wire/index.ts";
import { unsetValue } from "../../../src/wire/unset.ts";
import { viewOf } from "../../helpers.ts";

const TABLE = { tableId: 1, isIp6: false, name: "" };
const LIST = { numSids: 1, weight: 1, sids: [] };
const ROUTE = { tableId: 0, statsIndex: 0, prefix: "10.0.0.0/8", nPaths: 1, paths: [] };

type NamedFields = Parameters<typeof wrongField>[0];

/** Fields that are missing or of a wrong kind, and what is said of the first. */
const wrongs: readonly (readonly [message: NamedFields, fields: unknown, text: string | undefined])[] = [
  [ipTableAddDel, undefined, "ip_table_add_del: undefined is not an object"],
  [ipTableAddDel, {}, "ip_table_add_del.table: undefined is not an object"],
  [ipTableAddDel, { table: { ...TABLE, tableId: 1n } }, "ip_table_add_del.table.table_id: 1n is not a number"],
  [ipTableAddDel, { table: { ...TABLE, name: 5 } }, "ip_table_add_del.table.name: 5 is not a string"],
  [ipTableAddDel, { isAdd: "yes", table: TABLE }, 'ip_table_add_del.is_add: "yes" is not true or false'],
  [ipTableAddDel, { table: TABLE }, undefined],
  [srPolicyAdd, { bsidAddr: 1, sids: LIST }, "sr_policy_add.bsid_addr: 1 is not an address, or its text"],
  [
    ipRouteAddDel,
    { isMultipath: false, route: { ...ROUTE, paths: "x" } },
    'ip_route_add_del.route.paths: "x" is not an array',
  ],
  [
    ipRouteAddDel,
    { isMultipath: false, route: { ...ROUTE, paths: [null] } },
    "ip_route_add_del.route.paths[0]: null is not an object",
  ],
];

for (const [message, fields, text] of wrongs) {
  t.test(`${text ?? "fields of the right kinds"} is found`, async (t) => {
    t.equal(wrongField(message, fields), text);
  });
}

const VALUES: readonly unknown[] = [
  ...[undefined, null, 5, -1, 1.5, true, 1n, "x", Symbol("s"), () => {}],
  ...[{}, [], [undefined], [null], [5], { case: "x" }, { value: 1 }, new Map()],
];

t.test("every field of every message that no encoder takes is explained", async (t) => {
  const unexplained: string[] = [];
  let explained = 0;
  for (const message of await everyMessage()) {
    const right = unsetFields(message.codec.fields);
    if (wrongField(message, right) !== undefined) unexplained.push(`${message.name}: ${wrongField(message, right)}`);
    for (const fields of mutated(message, right)) {
      if (encodes(message, fields)) continue;
      explained++;
      if (wrongField(message, fields) === undefined) unexplained.push(message.name);
    }
  }
  t.ok(explained > 5000, `${explained} values`);
  t.same(unexplained, []);
});

async function everyMessage(): Promise<Message<unknown>[]> {
  const folder = new URL("../../../src/binapi/", import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const modules = await Promise.all(files.map((name) => import(new URL(name, folder).href)));
  const exports = modules.flatMap((module) => Object.values(module as Record<string, Partial<Message<unknown>>>));
  return exports.filter((value): value is Message<unknown> => value?.header === "request");
}

/** The fields with one value of another kind: all of them, each, and each of a typedef or an item. */
function* mutated(message: Message<unknown>, right: Readonly<Record<string, unknown>>): Generator<unknown> {
  yield* VALUES;
  for (const [name, type] of message.codec.fields) {
    for (const value of VALUES) yield { ...right, [fieldName(name)]: value };
    for (const value of mutatedInside(type)) yield { ...right, [fieldName(name)]: value };
  }
}

function* mutatedInside(type: FieldType): Generator<unknown> {
  if (typeof type === "string") return;
  if ("list" in type) for (const item of mutatedInside(type.list)) yield [item];
  if (!("fields" in type)) return;
  for (const [name] of type.fields) {
    for (const value of VALUES) yield { ...(unsetValue(type) as object), [fieldName(name)]: value };
  }
}

function unsetFields(fields: Message<unknown>["codec"]["fields"]): Record<string, unknown> {
  return Object.fromEntries(fields.map(([name, type, preset]) => [fieldName(name), unsetValue(type, preset)]));
}

const writer = new WireWriter();
writer.bytes = Buffer.alloc(64 * 1024);
writer.view = viewOf(writer.bytes);

/** Whether the encoder takes the fields, or refuses them with an error of ours. */
function encodes(message: Message<unknown>, fields: unknown): boolean {
  try {
    messageBytes(message, fields as never);
    writeFields(writer, 0, message, fields as never);
    return true;
  } catch (reason) {
    return reason instanceof VppError;
  }
}
