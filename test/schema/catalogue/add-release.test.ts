import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t, { type Test } from "tap";
import { parseApiJson } from "../../../src/schema/api-json/api-json.ts";
import { addRelease } from "../../../src/schema/catalogue/add-release.ts";
import { findMessage, listReleases, loadCatalogue } from "../../../src/schema/catalogue/catalogue.ts";
import { type ApiModule, ApiSchema, type MessageDefinition } from "../../../src/schema/model/model.ts";
import { readText, temporaryFolder } from "../../helpers.ts";

const SCRIPT = fileURLToPath(new URL("../../../../scripts/catalogue.mjs", import.meta.url));

const sample = parseApiJson(readText("golden/sample.api.json"), "plugins", "sample");

function module(name: string, ...messages: readonly MessageDefinition[]): ApiModule {
  return { name, folder: "core", version: "1.0.0", fileCrc: "0x1", imports: [], types: [], messages };
}

function message(name: string, crc = "00000001"): MessageDefinition {
  return { name, crc, fields: [{ name: "x", type: "u32" }], options: {} };
}

/** What a catalogue keeps of a module: not what VPP's sources say about it in words. */
function factsOf(module: ApiModule): unknown {
  const words = ["comment", "counters", "paths"];
  return JSON.parse(JSON.stringify(module), (key, value) => (words.includes(key) ? undefined : value));
}

/** A catalogue of releases, each with one module `m` of these messages, added in this order. */
function catalogue(t: Test, releases: Readonly<Record<string, readonly MessageDefinition[]>>): string {
  const folder = temporaryFolder(t);
  for (const [release, messages] of Object.entries(releases)) {
    addRelease(new ApiSchema(release, [module("m", ...messages)]), folder);
  }
  return folder;
}

/** Each message in a module's file and the releases that have it. */
function messageLines(folder: string): string[] {
  return readFileSync(join(folder, "m.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line.includes('"message"'))
    .map((line) => {
      const { in: ranges, message, crc } = JSON.parse(line);
      return `${message}_${crc} ${ranges}`;
    });
}

function namesIn(release: string, folder: string): string[] {
  return [...loadCatalogue(release, folder).modules.values()].flatMap(({ messages }) =>
    messages.map(({ name }) => name),
  );
}

t.test("the facts of a release come back as they were added", async (t) => {
  const folder = temporaryFolder(t);
  addRelease(new ApiSchema("26.06", [sample]), folder);
  const { modules } = loadCatalogue("26.06", folder);
  t.same([...modules.keys()], ["sample"]);
  t.strictSame(factsOf(modules.get("sample")!), factsOf(sample));
});

t.test("each definition is kept once, whichever releases have it", async (t) => {
  const folder = catalogue(t, {
    "22.10": [message("a"), message("b")],
    "23.06": [message("a"), message("b", "00000002")],
    "23.10": [message("a"), message("b", "00000002"), message("c")],
  });
  t.same(listReleases(folder), ["22.10", "23.06", "23.10"]);
  t.same(messageLines(folder).sort(), [
    "a_00000001 22.10-",
    "b_00000001 22.10",
    "b_00000002 23.06-",
    "c_00000001 23.10-",
  ]);
});

const noReleases: readonly (readonly [what: string, release: string])[] = [
  ["a dash", "26-06"],
  ["nothing but a dash", "-"],
  ["a space", "26.06 "],
  ["a comma", "26.06,27.06"],
  ["a quote", '26.06"'],
  ["a backslash", "26.06\\"],
  ["a newline", "26.06\n"],
  ["a line separator", "26.06\u2028"],
  ["nothing at all", ""],
];

for (const [what, release] of noReleases) {
  t.test(`a name of a release with ${what} is refused, and nothing changes`, async (t) => {
    const folder = catalogue(t, { "22.10": [message("a")] });
    const before = messageLines(folder);
    t.throws(() => addRelease(new ApiSchema(release, [module("m", message("b"))]), folder), {
      code: "VPP_SCHEMA",
      message: `${JSON.stringify(release).replace("\u2028", "\\u2028")} is not the name of a release, such as 26.06`,
    });
    t.same(messageLines(folder), before);
    t.same(listReleases(folder), ["22.10"]);
  });

  t.test(`npm run catalogue refuses a release with ${what}`, async (t) => {
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, temporaryFolder(t), release], { encoding: "utf8" });
    t.equal(status, 2);
    t.match(stderr, /^usage: npm run catalogue /);
  });
}

t.test("the order of adding does not matter to what a release holds", async (t) => {
  const folder = catalogue(t, {
    "23.10": [message("a"), message("c")],
    "22.10": [message("a"), message("b")],
    "23.06": [message("b"), message("c")],
  });
  t.same(listReleases(folder), ["22.10", "23.06", "23.10"]);
  t.same(namesIn("22.10", folder), ["a", "b"]);
  t.same(namesIn("23.06", folder), ["b", "c"]);
  t.same(namesIn("23.10", folder), ["a", "c"]);
});

t.test("a release keeps the order of its own definitions where it adds to those of others", async (t) => {
  const folder = catalogue(t, {
    "22.10": [message("a"), message("d")],
    "23.06": [message("a"), message("b"), message("c"), message("d"), message("e")],
  });
  t.same(namesIn("23.06", folder), ["a", "b", "c", "d", "e"]);
  t.same(namesIn("22.10", folder), ["a", "d"]);
});

t.test("a release that is added again is replaced", async (t) => {
  const folder = catalogue(t, { "22.10": [message("a")], "23.06": [message("a"), message("b")] });
  addRelease(new ApiSchema("23.06", [module("m", message("a"))]), folder);
  t.same(messageLines(folder), ["a_00000001 22.10-"]);
});

t.test("a release that changes nothing changes no line", async (t) => {
  const folder = catalogue(t, { "22.10": [message("a"), message("b")], "23.06": [message("a")] });
  const before = readFileSync(join(folder, "m.jsonl"), "utf8");
  addRelease(new ApiSchema("23.10", [module("m", message("a"))]), folder);
  t.equal(readFileSync(join(folder, "m.jsonl"), "utf8"), before);
});

t.test("a module that a release does not have is not in it", async (t) => {
  const folder = catalogue(t, { "22.10": [message("a")] });
  addRelease(new ApiSchema("23.06", [module("n", message("a"))]), folder);
  t.same([...loadCatalogue("22.10", folder).modules.keys()], ["m"]);
  t.same([...loadCatalogue("23.06", folder).modules.keys()], ["n"]);
});

t.test("a module that no release has any more leaves no file", async (t) => {
  const folder = catalogue(t, { "22.10": [message("a")] });
  addRelease(new ApiSchema("22.10", [module("n", message("a"))]), folder);
  t.same(readdirSync(folder).sort(), ["n.jsonl", "releases.json"]);
});

t.test("a message is found with the version of its types that its release has", async (t) => {
  const folder = temporaryFolder(t);
  for (const [release, type] of Object.entries({ "22.10": "u8", "23.06": "u16" })) {
    const types = [{ kind: "alias", name: "index", type } as const];
    const imported = { ...module("types"), types };
    const user = { ...module("m", message("a", release === "22.10" ? "0000000a" : "0000000b")), imports: ["types"] };
    addRelease(new ApiSchema(release, [imported, user]), folder);
  }
  const typeOf = (crc: string) => {
    const found = findMessage("a", crc, folder);
    return found?.schema.ownerOf("index", found.module)?.types[0];
  };
  t.match(typeOf("0000000a"), { type: "u8" });
  t.match(typeOf("0000000b"), { type: "u16" });
  t.equal(typeOf("0000000c"), undefined);
});
