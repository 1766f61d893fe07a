// Installs Python with VPP's own client (vpp_papi) in .venv, at its first use.

import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PAPI = "2.4.2";
const FOLDER = fileURLToPath(new URL("../.venv", import.meta.url));
const PYTHON = `${FOLDER}/bin/python`;
const IS_COMPLETE = `from importlib.metadata import version; assert version("vpp_papi") == "${PAPI}"`;

/**
 * Returns the path of the Python interpreter; installs it if needed.
 *
 * @throws if python3 or venv is missing, or if vpp_papi cannot be installed; the message names the cause.
 */
export function preparePython() {
  if (spawnSync(PYTHON, ["-c", IS_COMPLETE]).status === 0) return PYTHON;
  rmSync(FOLDER, { recursive: true, force: true });
  run("python3 (>= 3.10)", "python3", ["-c", "import sys; assert sys.version_info >= (3, 10)"]);
  run("python3 -m venv", "python3", ["-m", "venv", FOLDER]);
  run(`vpp_papi ${PAPI}`, PYTHON, [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    `vpp_papi==${PAPI}`,
  ]);
  return PYTHON;
}

function run(what, command, args) {
  const { error, status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (error) throw new Error(`${what}: ${error.message}`);
  if (status !== 0) throw new Error(`${what}: ${stderr.trim().split("\n").at(-1)}`);
}
