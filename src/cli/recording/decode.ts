import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { openRecording, type Recording } from "../../recording/index.ts";
import { CLIENT_OPTIONS, UsageError } from "../arguments/index.ts";
import type { Command, Invocation } from "../command.ts";
import { EXIT, exitCodeOfSignal } from "../exit-code.ts";
import { writeNote } from "../io.ts";
import { readHex } from "./hex.ts";
import { loadDefinitions } from "./load-definitions.ts";
import { MessageView } from "./message-view.ts";

/** Output waits for its reader after as many messages. */
const BATCH = 500;
const POLL_MS = 100;

/** `tsvpp decode FILE|HEX` */
export const decode: Command = {
  operands: ["FILE|HEX"],
  options: ["follow", "api"],
  help: `Explains messages field by field. FILE is a recording of tsvpp record, a file of VPP's api trace save, or the file that
VPP writes when it dies (/tmp/api_post_mortem.PID, with api-trace { on }): its last message is the first suspect.
HEX are the bytes of a message, with or without the header of the socket; the ids in it are those of --socket's VPP.
> is a message to VPP, < one from VPP. Of a file that is cut, all whole messages are printed.

  tsvpp decode today.rec
  tsvpp decode today.rec --json | jq 'select(.message == "sr_policy_add")'
  tsvpp decode /tmp/api_post_mortem.4711
`,
  optionsHelp: `  --follow        go on as the recording grows, until it ends or an interruption
  --api FILE      definitions of a plugin's messages: a file (.api, .api.json) or a folder of such files
${CLIENT_OPTIONS}`,
  endsBySignal: true,

  async run(invocation) {
    const [input] = invocation.operands as [string];
    const { follow = false } = invocation.values;
    const definitions = await loadDefinitions(invocation);
    const view = new MessageView(invocation.output, definitions);
    if (existsSync(input)) {
      using recording = openRecording(input);
      await printAll(recording, view, follow, invocation);
      report(recording, input, invocation);
      const { signal } = invocation.io;
      return signal.aborted && !follow ? exitCodeOfSignal(signal.reason) : EXIT.done;
    }
    if (follow) throw new UsageError(`decode: --follow: no such file: ${input}`);
    for (const message of await readHex(input, invocation, definitions)) view.print(message);
    return EXIT.done;
  },
};

async function printAll(
  recording: Recording,
  view: MessageView,
  follows: boolean,
  { output, io: { signal } }: Invocation,
): Promise<void> {
  do {
    let count = 0;
    for (const message of recording.messages()) {
      view.print(message);
      if (++count % BATCH === 0) await output.end();
      if (output.isClosed || signal.aborted) return;
    }
    if (!follows || recording.isEnded) return;
    await delay(POLL_MS, undefined, { signal }).catch(() => {});
  } while (!signal.aborted && !output.isClosed);
}

function report(recording: Recording, input: string, { io, output }: Invocation): void {
  if (output.isClosed || io.signal.aborted) return;
  if (recording.ending !== undefined) writeNote(io, `${input}: ${recording.ending}`);
  if (recording.kind === "post-mortem") writeNote(io, `${input}: the last message is the first suspect`);
}
