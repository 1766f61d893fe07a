// npm run test:peers
//
// Drives the simulator with VPP's own Python client (peers.py). With TSVPP_VPP_SOCKET it drives that VPP instead, which
// must be a 26.06 that nothing else uses: interfaces, tables and SRv6 state come and go. TSVPP_API_JSON names a folder
// with the .api.json files to use in place of those of our catalogue.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { preparePython } from "./python.mjs";

const SCRIPT = fileURLToPath(new URL("peers.py", import.meta.url));
const { TSVPP_VPP_SOCKET, TSVPP_API_JSON } = process.env;

let python;
try {
  python = preparePython();
} catch (error) {
  console.log(`skipped: ${error.message}`);
  console.log("0 passed, 0 failed, 1 skipped");
  process.exit(0);
}

const temporary = mkdtempSync(join(tmpdir(), "tsvpp-peers-"));
let simulator;
try {
  if (!TSVPP_VPP_SOCKET) simulator = await startSimulator();
  const definitions = TSVPP_API_JSON ?? (await writeDefinitions(temporary));
  const peers = spawn(python, ["-B", SCRIPT, definitions, TSVPP_VPP_SOCKET ?? simulator.socketPath], {
    stdio: "inherit",
  });
  const [status] = await once(peers, "exit");
  process.exitCode = status ?? 1;
} finally {
  await simulator?.close();
  rmSync(temporary, { recursive: true });
}

async function startSimulator() {
  const { startSimulator } = await import("../dist/src/simulator/index.js");
  return startSimulator();
}

async function writeDefinitions(folder) {
  const { writeApiJson } = await import("../dist/src/schema/index.js");
  await writeApiJson(folder);
  return folder;
}
