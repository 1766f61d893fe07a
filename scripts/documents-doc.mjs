// Writes the tables of docs/documents.md, which list the keys of a document:
//
//   npm run build && node scripts/documents-doc.mjs [--check]
//
// Keys, types, defaults and descriptions are those of the JSON Schema; examples are those of the YAML in the section.
import { load } from "js-yaml";
import { jsonSchema } from "../dist/src/desired/index.js";
import { readPage, table, updatePage } from "./docs-page.mjs";

const EXAMPLES = /```yaml\n([\s\S]*?)```/g;
const { properties } = await jsonSchema();
const sections = readPage("documents.md").split(/^## /m);

updatePage("documents.md", (name) => {
  const examples = examplesFor(name);
  const rows = name.split(" ").flatMap((key) => rowsOf(key, properties[key], false, examples));
  return table(["key", "type", "default", "example", "meaning"], rows);
});

/** Returns the documents in the section of a table. */
function examplesFor(name) {
  const section = sections.find((text) => text.includes(`<!-- ${name}: begin -->`));
  return [...section.matchAll(EXAMPLES)].map(([, yaml]) => load(yaml));
}

/** Returns the rows of a key and of all keys in its value. */
function rowsOf(path, schema, isRequired, examples) {
  const { description, default: byDefault } = schema;
  const missing = isRequired ? "required" : byDefault === undefined ? "" : code(byDefault);
  const parts = partsOf(path, schema);
  const example = parts.length === 0 ? code(exampleOf(path, examples)) : "";
  const row = [code(path), typeOf(schema), missing, example, description];
  return [row, ...parts.flatMap(([part, value, isNeeded]) => rowsOf(part, value, isNeeded, examples))];
}

/** Returns path, schema and necessity of the keys of a mapping, of the mappings in a list, or of all arms of a union. */
function partsOf(path, { properties, required = [], items, oneOf }) {
  if (items !== undefined) return partsOf(`${path}[]`, items);
  if (oneOf !== undefined) return partsOf(path, merged(oneOf));
  return Object.entries(properties ?? {}).map(([key, value]) => [`${path}.${key}`, value, required.includes(key)]);
}

/** Returns a schema with the keys of all arms; each key is required that all arms require. */
function merged(arms) {
  const keys = [...new Set(arms.flatMap((arm) => Object.keys(arm.properties)))];
  const properties = keys.map((key) => [key, mergedValue(arms.flatMap((arm) => arm.properties[key] ?? []))]);
  const required = keys.filter((key) => arms.every((arm) => arm.required?.includes(key)));
  return { properties: Object.fromEntries(properties), required };
}

function mergedValue(values) {
  const [first] = values;
  const types = [...new Set(values.map(typeOf))];
  return types.length === 1 ? first : { ...first, const: undefined, enum: undefined, title: types.join(", ") };
}

function typeOf(schema) {
  if (schema.items !== undefined) return `list of ${plural(typeOf(schema.items))}`;
  if (schema.properties !== undefined || schema.oneOf !== undefined) return "mapping";
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(", ");
  if (schema.type === "integer") return `${schema.minimum} to ${schema.maximum}`;
  return schema.title?.replace(/^an? /, "") ?? schema.type;
}

function plural(type) {
  if (/^\d/.test(type)) return `numbers, ${type}`;
  return type.endsWith("address") ? `${type}es` : `${type.replace(/x$/, "xe")}s`;
}

/** Returns the first value that a document has at a path. */
function exampleOf(path, documents) {
  const found = path.split(".").reduce(step, documents);
  if (found.length === 0) throw new Error(`docs/documents.md has no example of ${path} in its section`);
  return found[0];
}

function step(values, name) {
  const key = name.replace("[]", "");
  const inner = values.map((value) => value[key]).filter((value) => value !== undefined);
  return name.endsWith("[]") ? inner.flat() : inner;
}

/** Returns a value as YAML writes it, in backquotes. */
function code(value) {
  const text = Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
  return `\`${text}\``;
}
