/**
 * The text of a made-up module that has something of everything, `test/golden/sample.api.json`. With
 * `TSVPP_UPDATE_GOLDEN=1` the text is written; whoever changes it reviews it.
 */
import { writeFileSync } from "node:fs";
import t from "tap";
import { emitDirectory } from "../../src/codegen/emit/emit-directory.ts";
import { generateBindings } from "../../src/codegen/generate.ts";
import { readText, sampleSchema } from "../helpers.ts";

const GOLDEN = new URL("../../../test/golden/", import.meta.url);

const files = generateBindings(sampleSchema(), { wireImport: "tsvpp/wire/v1" });

t.test("there is a file for each module", async (t) => {
  t.same([...files.keys()].sort(), ["ethernet_types.ts", "ip_types.ts", "sample.ts"]);
});

t.test("the module's text is as reviewed", async (t) => {
  const text = files.get("sample.ts")!;
  if (process.env.TSVPP_UPDATE_GOLDEN === "1") writeFileSync(new URL("sample.ts.txt", GOLDEN), text);
  t.equal(text, readText("golden/sample.ts.txt"));
});

t.test("the directory tells each message's module, role, answers and least length", async (t) => {
  const lines = emitDirectory(sampleSchema()).match(/^ {2}\["(want_)?sample_.*$/gm);
  t.same(lines, [
    '  ["sample_set","00000001","sample","request",["sample_set_reply"],82],',
    '  ["sample_set_reply","e8d4e804","sample","message",[],10],',
    '  ["sample_guess_set","00000002","sample","request",["sample_guess_set_reply"],30],',
    '  ["sample_guess_set_reply","00000003","sample","message",[],18],',
    '  ["sample_dump","51077d14","sample","dump",["sample_details"],10],',
    '  ["sample_details","00000004","sample","message",[],14],',
    '  ["sample_get","f75ba505","sample","paged",["sample_details","sample_get_reply"],14],',
    '  ["sample_get_reply","53b48f5d","sample","message",[],14],',
    '  ["want_sample_events","00000005","sample","request",["want_sample_events_reply"],15],',
    '  ["want_sample_events_reply","e8d4e804","sample","message",[],10],',
    '  ["sample_event","00000006","sample","event",[],11],',
    '  ["sample_notice","51077d14","sample","message",[],10],',
    '  ["sample_bare","00000007","sample","message",[],5],',
  ]);
});

t.test("the same schema gives the same text", async (t) => {
  t.same(generateBindings(sampleSchema(), { wireImport: "tsvpp/wire/v1" }), files);
});

t.test("the runtime is imported from where the caller says, by default from the package", async (t) => {
  t.match(generateBindings(sampleSchema()).get("sample.ts"), / from "tsvpp\/wire\/v1";/);
  t.match(generateBindings(sampleSchema(), { wireImport: "./w.ts" }).get("sample.ts"), / from "\.\/w\.ts";/);
});
