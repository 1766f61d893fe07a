// npm run vectors -- FOLDER
//
// Encodes every message of VPP with VPP's own Python client and writes test/golden/vectors-v26.06.json.gz; the bytes are the same
// at each run. FOLDER contains the .api.json files of that release, at any depth; an installed VPP has them in
// /usr/share/vpp/api. vectors.py describes the format of the file.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { preparePython } from "./python.mjs";

const SCRIPT = fileURLToPath(new URL("vectors.py", import.meta.url));
const GOLDEN = fileURLToPath(new URL("../test/golden/vectors-v26.06.json.gz", import.meta.url));

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: npm run vectors -- FOLDER");
  process.exit(2);
}
const { status } = spawnSync(preparePython(), ["-B", SCRIPT, folder, GOLDEN], { stdio: "inherit" });
process.exitCode = status ?? 1;
