import { isDeepStrictEqual } from "node:util";
import { parseApiJson } from "../../src/schema/api-json/api-json.ts";
import { formatApiJson } from "../../src/schema/format-api-json.ts";
import { parseApi } from "../../src/schema/idl/resolve.ts";
import { Layouts } from "../../src/schema/layout.ts";
import { checkCrcs } from "../../src/schema/model/crc.ts";
import { type ApiModule, ApiSchema } from "../../src/schema/model/model.ts";
import { Dice } from "../dice.ts";
import { readText } from "../helpers.ts";

/** What became of inputs. */
export interface FuzzCounts {
  read: number;
  refused: number;
  /** Of processor time, for the slowest input: other programs do not count. */
  slowestMs: number;
}

const IDL = ["toolbox.api", "toolbox_types.api", "toolbox_base.api"];
const DOCUMENTS = ["toolbox.api.json", "sample.api.json"];
const texts = new Map([...IDL, ...DOCUMENTS].map((name) => [name, readText(`golden/${name}`)]));

/** Pieces that have a meaning somewhere, and values that are rarely thought of. */
const PIECES = [
  ...'{}[];=:,"/*\\\n\0é-.0'.split(""),
  ..."define typedef union enum enumflag service rpc returns null stream events import option counters paths".split(
    " ",
  ),
  ..."autoreply typeonly u8 u64 f64 bool string vl_api_tool_t vl_api_saw_t vl_api_toolbox_content_t".split(" "),
  ..."__proto__ constructor toString context _reply _dump _details default= limit= case= discriminator=".split(" "),
  ..."[backwards_compatible] // */ /* 0xffffffffffffffff -1 1e999 99999999999999999999 1.5 true false".split(" "),
  'import "toolbox.api";',
  'import "toolbox_base.api";',
];
const VALUES = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 53,
  "",
  "x",
  "u8",
  "string",
  "__proto__",
  "vl_api_saw_t",
  [],
  {},
  ["u8", "x"],
];

/**
 * Reads so many definitions that are broken at random, and does with those that can be read what is done with others.
 *
 * @throws when anything but a `VppError` comes out of it; the error holds the input.
 */
export function fuzzSchema(count: number, seed: number): FuzzCounts {
  const counts = { read: 0, refused: 0, slowestMs: 0 };
  for (let round = 0; round < count; round++) {
    const dice = new Dice(seed + round);
    const name = dice.pick([...texts.keys()]);
    const text = breakText(texts.get(name)!, name, dice);
    const start = process.cpuUsage();
    if (isReadable(text, name)) counts.read++;
    else counts.refused++;
    const { user, system } = process.cpuUsage(start);
    counts.slowestMs = Math.max(counts.slowestMs, (user + system) / 1000);
  }
  return counts;
}

function isReadable(text: string, name: string): boolean {
  try {
    const module = parse(text, name);
    if (module !== undefined) use(module);
    return module !== undefined;
  } catch (error) {
    throw new Error(`${name} broken as ${JSON.stringify(text)}`, { cause: error });
  }
}

/** The module; undefined if it is refused as it should be. */
function parse(text: string, name: string): ApiModule | undefined {
  try {
    return name.endsWith(".api") ? parseIdl(text, name) : parseApiJson(text, "core", "fuzz");
  } catch (error) {
    if ((error as { code?: unknown }).code === "VPP_SCHEMA") return undefined;
    throw error;
  }
}

function parseIdl(text: string, name: string): ApiModule {
  return parseApi(text, name, (path) => {
    const found = path === name ? text : texts.get(path);
    return found === undefined ? undefined : { path, text: found };
  });
}

/** None of this may fail once a module has been read. */
function use(module: ApiModule): void {
  const schema = new ApiSchema("fuzz", [module]);
  checkCrcs(schema);
  const layouts = new Layouts(schema);
  for (const { fields } of module.messages) layouts.fields(fields, module);
  const again = parseApiJson(JSON.stringify(formatApiJson(module, schema)), "core", "fuzz");
  if (!isDeepStrictEqual(factsOf(again), factsOf(module))) throw new Error("its document is another module");
}

/** What a document tells as well as an `.api` file does. */
function factsOf({ types, messages }: ApiModule): unknown {
  const facts = (key: string, value: unknown) => (key === "comment" || key === "compatibleItems" ? undefined : value);
  return JSON.parse(JSON.stringify({ types, messages }, facts));
}

function breakText(text: string, name: string, dice: Dice): string {
  if (name.endsWith(".json") && dice.below(3) > 0) return JSON.stringify(breakValue(JSON.parse(text), dice));
  let broken = text;
  for (let times = 1 + dice.below(4); times > 0; times--) broken = breakOnce(broken, dice);
  return broken;
}

function breakOnce(text: string, dice: Dice): string {
  const at = dice.below(text.length);
  const end = at + dice.below(dice.pick([2, 20, 200]));
  const part = text.slice(at, end);
  const elsewhere = dice.below(text.length);
  switch (dice.below(6)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, elsewhere) + part + text.slice(elsewhere);
    case 2:
      return `${text.slice(0, at)}${dice.pick(PIECES)}${text.slice(at)}`;
    case 3:
      return `${text.slice(0, at)} ${dice.pick(PIECES)} ${text.slice(end)}`;
    case 4:
      return dice.below(8) > 0 ? text.slice(0, at) + part.repeat(3) + text.slice(end) : text.slice(0, at);
    default:
      return swapWords(text, at, elsewhere);
  }
}

/** Puts the word at one place where another is. */
function swapWords(text: string, from: number, to: number): string {
  const word = /\w+/.exec(text.slice(from))?.[0] ?? "";
  return text.slice(0, to) + text.slice(to).replace(/\w+/, word);
}

/** Changes one value somewhere within a value. */
function breakValue(value: unknown, dice: Dice): unknown {
  if (typeof value !== "object" || value === null || dice.below(8) === 0) return dice.pick(VALUES);
  const keys = Object.keys(value);
  if (keys.length === 0) return dice.pick(VALUES);
  const key = dice.pick(keys);
  if (Array.isArray(value)) return breakList(value, Number(key), dice);
  const { [key]: inner, ...others } = value as Record<string, unknown>;
  if (dice.below(20) === 0) return others;
  if (dice.below(20) === 0) return { ...others, [String(dice.pick(VALUES))]: inner };
  return { ...value, [key]: breakValue(inner, dice) };
}

function breakList(list: readonly unknown[], at: number, dice: Dice): unknown[] {
  switch (dice.below(12)) {
    case 0:
      return list.toSpliced(at, 1);
    case 1:
      return list.toSpliced(dice.below(list.length), 0, list[at]);
    case 2:
      return list.toSpliced(at, 0, dice.pick(VALUES));
    default:
      return list.with(at, breakValue(list[at], dice));
  }
}
