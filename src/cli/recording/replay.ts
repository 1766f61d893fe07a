import { VppError } from "../../errors.ts";
import { openRecording } from "../../recording/index.ts";
import { CLIENT_OPTIONS } from "../arguments/index.ts";
import type { Command, Invocation } from "../command.ts";
import { withClient } from "../connection.ts";
import type { ExitCode } from "../exit-code.ts";
import { writeNote } from "../io.ts";
import { loadDefinitions } from "./load-definitions.ts";
import { listRequests, ReplayReport } from "./replay-report.ts";
import { type RecordedRequests, readRequests } from "./requests.ts";

/** `tsvpp replay FILE` */
export const replay: Command = {
  operands: ["FILE"],
  options: ["dry-run", "last", "api"],
  help: `Sends the requests of a recording to VPP again, one after the other, and prints the replies that differ from the
recorded ones. FILE is a recording of tsvpp record, a file of VPP's api trace save, or the file that VPP writes when
it dies. Indexes that VPP gives in replies (interfaces, ACLs, ...) replace the recorded ones in later requests. What
is known to crash VPP is not sent.
Exit code 1: replies differ; 4: requests could not be sent.

  tsvpp replay today.rec --dry-run
  tsvpp replay today.rec --socket /tmp/lab.sock
`,
  optionsHelp: `  --dry-run       print the requests; send nothing
  --last          send also the last request before VPP died, which may be the reason
  --api FILE      definitions of a plugin's messages: a file (.api, .api.json) or a folder of such files
${CLIENT_OPTIONS}`,

  async run(invocation) {
    const [file] = invocation.operands as [string];
    const { last = false, "dry-run": isDry = false } = invocation.values;
    const definitions = await loadDefinitions(invocation);
    using recording = openRecording(file);
    const recorded = readRequests(recording, definitions);
    if (recording.ending !== undefined) writeNote(invocation.io, `${file}: ${recording.ending}`);
    const chosen = withoutSuspect(recorded, last, invocation);
    if (isDry) return listRequests(chosen, invocation.output);
    return await withClient(invocation, (vpp) =>
      send(new ReplayReport(vpp, definitions, invocation), chosen, invocation),
    );
  },
};

/** Leaves out the last request before VPP died, unless it is asked for. */
function withoutSuspect(recorded: RecordedRequests, takesLast: boolean, { io }: Invocation): RecordedRequests {
  const { requests, hasSuspect } = recorded;
  const suspect = requests.at(-1)?.exchange;
  if (!hasSuspect || takesLast || suspect === undefined) return recorded;
  writeNote(
    io,
    `#${suspect.request.number} ${suspect.name} was the last request before VPP ended: not sent without --last`,
  );
  return { ...recorded, requests: requests.slice(0, -1) };
}

async function send(report: ReplayReport, recorded: RecordedRequests, { io }: Invocation): Promise<ExitCode> {
  for (const request of recorded.requests) {
    io.signal.throwIfAborted();
    try {
      await report.send(request);
    } catch (reason) {
      const { name, request: message } = request.exchange;
      if (reason instanceof VppError) writeNote(io, `ended at #${message.number} ${name}`);
      throw reason;
    }
  }
  return report.end(recorded.leftOut);
}
