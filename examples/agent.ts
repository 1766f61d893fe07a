/**
 * An agent for one node: keeps VPP in the state that a file describes, follows the file, and survives restarts of VPP.
 *
 *   node agent.js overlay.yaml [SOCKET]
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
if (path === undefined) throw new Error("which file?");

const vpp = await connect({ socketPath, name: "agent", waitMs: Number.POSITIVE_INFINITY, closeOnSignals: true });
// Watched before it is read, so that no change is missed. The folder, not the file: editors put another file in its place.
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

/** Changes are followed one after the other. A file that is wrong, or only half written, changes nothing. */
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
      for (const conflict of report.conflicts) console.log(`left alone: ${describeConflict(conflict)}`);
      console.log(`generation ${vpp.state.generation}: as desired`);
      break;
    case "drift":
      console.log(`somebody else changed VPP: ${report.steps.length} steps to take it back`);
      break;
    case "contested":
      for (const { subject, repairs, since } of report.things)
        console.error(`contested: ${describeSubject(subject)}: ${repairs} repairs since ${since.toISOString()}`);
      break;
    case "failed":
      console.error(report.error.message);
  }
}
