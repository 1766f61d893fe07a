import t from "tap";
import { GeneratedFile } from "../../src/codegen/generated-file.ts";
import type { ApiModule } from "../../src/schema/index.ts";

const STYLE = { wireImport: "tsvpp/wire/v1", importExtension: ".js" };
const MODULE: ApiModule = {
  name: "made_up",
  folder: "plugins",
  version: "1.0.0",
  fileCrc: "0x1",
  imports: [],
  types: [],
  messages: [{ name: "request", crc: "01234567", fields: [], options: {} }],
};
const OTHER: ApiModule = { ...MODULE, name: "ip_types", messages: [] };

t.test("a file is its head, its imports sorted by path and name, and its lines", async (t) => {
  const file = new GeneratedFile(MODULE);
  t.equal(file.value(OTHER, "prefixCodec"), "prefixCodec");
  t.equal(file.wire("scalars"), "scalars");
  t.equal(file.wireType("Codec"), "Codec");
  file.print("const a = 1;", "const b = 2;");
  t.equal(
    file.text("// head", STYLE),
    `// head
import { type Codec, scalars } from "tsvpp/wire/v1";
import { prefixCodec } from "./ip_types.js";

const a = 1;
const b = 2;
`,
  );
  t.same(file.imports, ["ip_types"]);
});

t.test("names that are only types are imported as types, others as what they are", async (t) => {
  const file = new GeneratedFile(MODULE);
  file.type(OTHER, "Prefix");
  file.wireType("Message");
  file.wire("Message");
  t.match(
    file.text("", STYLE),
    'import { Message } from "tsvpp/wire/v1";\nimport type { Prefix } from "./ip_types.js";\n',
  );
});

t.test("names of its own module need no import", async (t) => {
  const file = new GeneratedFile(MODULE);
  t.equal(file.type(MODULE, "Anything"), "Anything");
  t.equal(file.value(MODULE, "anything"), "anything");
  t.equal(file.text("", STYLE), "\n\nexport {};\n");
});

t.test("what is imported gives way to what the file exports, and to what it has imported", async (t) => {
  const file = new GeneratedFile(MODULE);
  t.equal(file.wire("request"), "request$");
  t.equal(file.wireType("Prefix"), "Prefix");
  t.equal(file.type(OTHER, "Prefix"), "Prefix$");
  t.equal(file.type(OTHER, "Prefix"), "Prefix$", "the second time too");
  t.match(file.text("", STYLE), "request as request$");
});
