import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import t, { type Test } from "tap";
import { readApi, readSelection, selectModules } from "../../../src/cli/api/read-api.ts";
import { UsageError } from "../../../src/cli/arguments/index.ts";
import type { Invocation } from "../../../src/cli/command.ts";
import { Output } from "../../../src/cli/output/index.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { Sink } from "../tsvpp.ts";
import { catalogueFiles, isIn, TOOLBOX } from "./run-api.ts";

function invocation(values: Invocation["values"] = {}, signal = new AbortController().signal): Invocation {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const io = { stdin: Readable.from([]), stdout, stderr, env: {}, signal };
  return {
    operands: [],
    options: { socketPath: undefined, waitMs: 0 },
    values,
    runWords: () => Promise.reject(new Error("no other command is expected")),
    output: new Output(stdout, false, ""),
    io,
  };
}

/** A folder with two files of definitions, of which one imports the other. */
function folderOf(t: Test): string {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "base.api"), 'option version="1.0.0"; typedef colour { u8 red; };');
  const importing = 'option version="1.0.0"; import "base.api"; autoreply define paint { vl_api_colour_t colour; };';
  writeFileSync(join(folder, "paint.api"), importing);
  return folder;
}

t.test("a release is read whole from the catalogue", async (t) => {
  const { schema, modules, isWhole } = await readApi("22.10", invocation());
  t.ok(isWhole);
  t.equal(schema.release, "22.10");
  t.equal(modules.length, catalogueFiles().filter((file) => isIn("22.10", file)).length);
});

t.test("a file has its own modules, and knows what it imports", async (t) => {
  const { schema, modules, isWhole } = await readApi(join(folderOf(t), "paint.api"), invocation());
  t.notOk(isWhole);
  t.same(
    modules.map(({ name }) => name),
    ["paint"],
  );
  t.ok(schema.modules.get("paint")?.messages.some(({ name }) => name === "paint_reply"));
});

t.test("a folder has all the modules in it", async (t) => {
  const { modules } = await readApi(folderOf(t), invocation());
  t.same(modules.map(({ name }) => name).sort(), ["base", "paint"]);
});

t.test("a VPP tells the modules that it has", async (t) => {
  await using simulator = await startSimulator({ release: "25.02" });
  const { schema, modules } = await readApi(simulator.socketPath, invocation());
  t.match(schema.release, /^25\.02/);
  t.ok(modules.some(({ name }) => name === "sr"));
});

t.test("a VPP before 24.06 does not, and the error says what to do", async (t) => {
  await using simulator = await startSimulator({ release: "24.02" });
  await t.rejects(readApi(simulator.socketPath, invocation()), {
    code: "VPP_MESSAGE_MISSING",
    message: /24\.06.*release/,
  });
});

t.test("what is neither release nor path is refused, with the releases that there are", async (t) => {
  await t.rejects(readApi("99.99", invocation()), { name: "UsageError", message: /^99\.99: .*26\.06/ });
});

t.test("the newest release is read where none is named, and only the modules that are", async (t) => {
  const { schema, modules } = await readSelection(invocation({ modules: "sr,ip" }));
  t.equal(schema.release, "26.06");
  t.same(
    modules.map(({ name }) => name),
    ["sr", "ip"],
  );
  t.equal((await readSelection(invocation({ input: TOOLBOX }))).modules[0]?.name, "toolbox");
});

t.test("nothing is selected after an interruption", async (t) => {
  await t.rejects(readSelection(invocation({}, AbortSignal.abort(new Error("SIGINT")))), { message: "SIGINT" });
});

t.test("modules are selected in the order of the list", async (t) => {
  const modules = ["a", "b", "c"].map((name) => ({ name }) as never);
  t.same(selectModules("c,a", modules), [{ name: "c" }, { name: "a" }]);
  t.throws(() => selectModules("a,bb", modules), UsageError);
});
