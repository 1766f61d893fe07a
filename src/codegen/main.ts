/** Writes the package's own bindings, for the newest release in the catalogue: `node main.js --output FOLDER`. */
import { parseArgs } from "node:util";
import { loadCatalogue } from "../schema/index.ts";
import { emitDirectory } from "./emit/index.ts";
import { generateBindings } from "./generate.ts";
import { writeBindings } from "./write-bindings.ts";

const { values } = parseArgs({ options: { output: { type: "string" } } });
if (values.output === undefined) throw new Error("--output FOLDER is needed");
const schema = loadCatalogue();
const bindings = generateBindings(schema, { wireImport: "../wire/v1.ts", importExtension: ".ts" });
writeBindings(values.output, bindings.set("directory.ts", emitDirectory(schema)));
