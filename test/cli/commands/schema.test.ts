import t from "tap";
import { jsonSchema } from "../../../src/desired/index.ts";
import { tsvpp } from "../tsvpp.ts";

t.test("prints the JSON Schema of documents, without a VPP", async (t) => {
  const { exitCode, stdout, stderr } = await tsvpp(["schema"]);
  t.same([exitCode, stderr], [0, ""]);
  const schema = JSON.parse(stdout);
  t.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
  t.same(schema, JSON.parse(JSON.stringify(await jsonSchema())));
  // The keys of the tutorial's first document.
  for (const key of ["encap", "localSids", "policies", "steering"]) t.ok(schema.properties[key], key);
});

t.test("prints one line with --json", async (t) => {
  const { stdout } = await tsvpp(["schema", "--json"]);
  t.equal(stdout.split("\n").length, 2);
  t.same(JSON.parse(stdout), JSON.parse((await tsvpp(["schema"])).stdout));
});
