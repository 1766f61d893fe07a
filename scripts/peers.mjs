// npm run test:peers [-- --release RELEASE | --all-releases]
//
// Checks the simulator with VPP's own Python client (peers.py): as the newest release, as another one, or as each in turn.
// With TSVPP_VPP_SOCKET it checks that VPP instead, which must be a 26.06 without other clients: the checks add and remove
// interfaces, tables and SRv6 state. TSVPP_API_JSON names a folder of .api.json files to use instead of the catalogue.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { listReleases, loadCatalogue, writeApiJson } from "../dist/src/schema/index.js";
import { startSimulator } from "../dist/src/simulator/index.js";
import { preparePython } from "./python.mjs";

const SCRIPT = fileURLToPath(new URL("peers.py", import.meta.url));
const COUNTS = /(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\n$/;
const { TSVPP_VPP_SOCKET, TSVPP_API_JSON } = process.env;

const known = listReleases();
const flags = { release: { type: "string" }, "all-releases": { type: "boolean" } };
const { release, "all-releases": isAll } = parseArgs({ options: flags }).values;
if (release !== undefined && !known.includes(release)) {
  console.error(`--release ${release}: the catalogue does not have this release; it has ${known.join(", ")}`);
  process.exit(2);
}
const releases = isAll ? known : [release ?? known.at(-1)];
// Without these options the simulator starts with its default, the built bindings.
const isChosen = isAll || release !== undefined;

let python;
try {
  python = preparePython();
} catch (error) {
  console.log(`skipped: ${error.message}`);
  console.log("0 passed, 0 failed, 1 skipped");
  process.exit(0);
}

const sum = [0, 0, 0];
for (const each of releases) {
  if (releases.length > 1) console.log(`VPP ${each}`);
  (await checkRelease(each)).forEach((count, at) => {
    sum[at] += count;
  });
}
const [passed, failed, skipped] = sum;
console.log(`${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs the checks for a release and returns the numbers of passed, failed and skipped checks. */
async function checkRelease(release) {
  const folder = mkdtempSync(join(tmpdir(), "tsvpp-peers-"));
  const options = isChosen ? { release, shuffleIds: release } : {};
  const simulator = TSVPP_VPP_SOCKET ? undefined : await startSimulator(options);
  try {
    if (!TSVPP_API_JSON) writeApiJson(folder, loadCatalogue(release));
    return await runPeers(release, TSVPP_API_JSON ?? folder, TSVPP_VPP_SOCKET ?? simulator.socketPath);
  } finally {
    await simulator?.close();
    rmSync(folder, { recursive: true });
  }
}

async function runPeers(release, definitions, socketPath) {
  const peers = spawn(python, ["-B", SCRIPT, release, definitions, socketPath], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output, [status]] = await Promise.all([text(peers.stdout), once(peers, "exit")]);
  const [end = "", ...counts] = COUNTS.exec(output) ?? [];
  process.stdout.write(output.slice(0, output.length - end.length));
  // No counts: the program ended early, which counts as one failure.
  const [passed = 0, failed = 1, skipped = 0] = counts.map((count) => Number(count ?? 0));
  return [passed, status === 0 ? failed : Math.max(failed, 1), skipped];
}
