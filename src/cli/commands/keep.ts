import type { VppClient } from "../../client/index.ts";
import { type KeepReport, keep as keepState, type SourceDocument } from "../../desired/index.ts";
import { errorText } from "../../errors.ts";
import { FolderChanges } from "../../files/index.ts";
import { readInterfaceNames } from "../../srv6/index.ts";
import { CLIENT_OPTIONS, UsageError } from "../arguments/index.ts";
import type { Command, Invocation } from "../command.ts";
import { awaitClient, reportLosses, withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import type { InterfaceNames } from "../interface-names.ts";
import { interrupted, writeError } from "../io.ts";
import { PLAN_OPTIONS, PLAN_OPTIONS_HELP, planOptions, printReport, readDocument } from "../state/index.ts";

/** `tsvpp keep FILE` */
export const keep: Command = {
  operands: ["FILE"],
  options: PLAN_OPTIONS,
  help: `Keeps VPP in the state that FILE describes in YAML, until it is interrupted (Ctrl-C): also when FILE changes, when VPP
restarts, and when another program changes VPP. Prints each step that it executes. Errors go to standard error and do
not end it: a step that VPP refuses is tried again, and a FILE that is invalid or incomplete changes nothing. When it
ends it leaves VPP in order, and the state stays in VPP. With --json it prints a line for each event:
{ "type": "reached" | "drift" | "contested" | "failed", ... }.

  tsvpp keep overlay.yaml
`,
  optionsHelp: `${PLAN_OPTIONS_HELP}${CLIENT_OPTIONS.replace("default: 0; also: forever", "default: forever")}`,

  async run(invocation) {
    const [path] = invocation.operands as [string];
    if (path === "-")
      throw new UsageError("keep: the path of a file is expected, since standard input cannot be followed");
    // Before the file is read, so that no change is missed.
    using changes = new FolderChanges(path);
    const document = await readDocument(path, invocation.io);
    await withClient(invocation, (vpp) => keepDocument(vpp, document, changes, invocation), awaitClient);
    return EXIT.done;
  },
};

async function keepDocument(
  vpp: VppClient,
  document: SourceDocument,
  changes: FolderChanges,
  invocation: Invocation,
): Promise<void> {
  const { values, io } = invocation;
  const options = { ...planOptions(values), onReport: reporter(vpp, document.name, invocation) };
  void reportLosses(vpp, invocation);
  await using keeper = await keepState(vpp, document.desired, options);
  let { text } = document;
  const update = async (): Promise<void> => {
    const changed = await readDocument(document.name, io);
    if (changed.text === text) return;
    ({ text } = changed);
    await keeper.update(changed.desired);
  };
  changes.follow(update, (reason) => {
    if (!io.signal.aborted) writeError(io, errorText(reason));
  });
  await interrupted(io);
}

/** Returns a function that prints reports in their order, each with the names that interfaces have by then. */
function reporter(vpp: VppClient, name: string, invocation: Invocation): (report: KeepReport) => void {
  let interfaces: InterfaceNames = new Map();
  let last = Promise.resolve();
  return (report) => {
    last = last.then(async () => {
      interfaces = await readInterfaceNames(vpp).catch(() => interfaces);
      // The end of the connection fails what is under way.
      if (!invocation.io.signal.aborted) printReport(report, name, invocation, interfaces);
    });
  };
}
