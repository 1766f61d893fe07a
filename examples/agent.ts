/**
 * An agent for one node. Keeps VPP in the state that a file describes, also when the file changes and when VPP restarts.
 *
 *   node agent.js FILE [SOCKET]
 */
import { watch } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { connect } from "tsvpp";
import {
  type DesiredState,
  describeConflict,
  describeStep,
  describeSubject,
  type KeepReport,
  keep,
  parseDocument,
} from "tsvpp/desired";

const [path, socketPath = "/run/vpp/api.sock"] = process.argv.slice(2);
if (path === undefined) throw new Error("usage: node agent.js FILE [SOCKET]");

const vpp = await connect({ socketPath, name: "agent", waitMs: Number.POSITIVE_INFINITY, closeOnSignals: true });
// Watches before reading, so that no change is missed. Watches the folder, since editors replace the file by another one.
watch(dirname(path), (_, name) => {
  if (name === basename(path)) follow(path);
});
const keeping = read(path).then((desired) => keep(vpp, desired, { onReport: report }));
let last: Promise<unknown> = keeping;
await keeping;
console.log(`following ${path}`);

function read(path: string): Promise<DesiredState> {
  return readFile(path, "utf8").then((text) => parseDocument(text, path));
}

/** Applies the changed file after earlier changes. A file that is invalid or incomplete is reported and changes nothing. */
function follow(path: string): void {
  last = last
    .then(() => read(path))
    .then(async (desired) => (await keeping).update(desired))
    .catch((reason: Error) => console.error(reason.message));
}

function report(report: KeepReport): void {
  switch (report.type) {
    case "reached":
      for (const { step } of report.outcomes) console.log(describeStep(step));
      for (const conflict of report.conflicts) console.log(`not changed: ${describeConflict(conflict)}`);
      console.log(`generation ${vpp.state.generation}: as desired`);
      break;
    case "drift":
      console.log(`another program changed VPP: restoring the desired state takes ${report.steps.length} steps`);
      break;
    case "contested":
      for (const { subject, repairs, since } of report.things)
        console.error(`contested: ${describeSubject(subject)}: ${repairs} repairs since ${since.toISOString()}`);
      break;
    case "failed":
      console.error(report.error.message);
  }
}
