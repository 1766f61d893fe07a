import { rmSync } from "node:fs";
import type { RecordingWriter, Tap } from "../../recording/index.ts";
import { DEFAULT_SOCKET_PATH } from "../../transport/index.ts";
import { CLIENT_OPTIONS, UsageError } from "../arguments/index.ts";
import type { Command, Invocation } from "../command.ts";
import { socketPathOf, withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { interrupted, writeError, writeNote } from "../io.ts";

/** `tsvpp record FILE --listen PATH` */
export const record: Command = {
  operands: ["FILE"],
  options: ["listen"],
  endsBySignal: true,
  help: `Stands between clients and VPP until it is interrupted (Ctrl-C, SIGTERM; exit code 0), and writes every message of
both directions to FILE, which must not exist. Clients connect to PATH in place of VPP's socket; PATH gets the owner,
group and mode of VPP's. At its end, each client leaves VPP in order. FILE may hold keys: only its owner can read it.
When the disk is full, the recording ends, and the clients go on.
Messages that VPP answers with file descriptors are refused: sock_init_shm, app_attach, app_worker_add_del,
selog_get_shm. Messages are limited to 64 MiB.

  tsvpp record today.rec --listen /tmp/tap.sock
  tsvpp show interfaces --socket /tmp/tap.sock
  tsvpp decode today.rec
`,
  optionsHelp: `  --listen PATH   the socket on which clients connect; replaces a socket on which no process listens, and nothing else
${CLIENT_OPTIONS}`,

  async run(invocation) {
    const { operands, output, io } = invocation;
    const [file] = operands as [string];
    const socketPath = invocation.values.listen;
    if (!socketPath) throw new UsageError("record: --listen PATH is missing (see tsvpp record --help)");
    const { writer, tap } = await start(invocation, file, socketPath);
    writer.onFailure = ({ message }) => writeError(io, `${message}; the clients go on`);
    if (output.isJson) output.json({ socketPath, file });
    else output.line(`listening on ${socketPath}, recording to ${file}`);
    writeNote(io, `${file} may hold keys: look at it before you pass it on`);
    await interrupted(io);
    await tap.close();
    writer.close();
    const { connections } = tap;
    const { count, writtenBytes } = writer;
    if (output.isJson) output.json({ records: count, connections, bytes: writtenBytes });
    else output.line(`${count} records of ${connections} connections, ${writtenBytes} bytes`);
    return writer.failure === undefined ? EXIT.done : EXIT.unfinished;
  },
};

/** Makes sure that VPP is there before anything is made. */
async function start(
  invocation: Invocation,
  file: string,
  listenPath: string,
): Promise<{ writer: RecordingWriter; tap: Tap }> {
  const { createRecording, openTap } = await import("../../recording/index.ts");
  const vpp = await askVersion(invocation);
  const writer = createRecording(file, { vpp });
  try {
    const vppPath = socketPathOf(invocation) ?? DEFAULT_SOCKET_PATH;
    const note = (text: string): void => writeNote(invocation.io, text);
    return { writer, tap: await openTap(listenPath, { vppPath, writer, note }) };
  } catch (reason) {
    writer.close();
    rmSync(file, { force: true });
    throw reason;
  }
}

async function askVersion(invocation: Invocation): Promise<string> {
  const { showVersion } = await import("../../binapi/vpe.ts");
  return await withClient(invocation, async (vpp) => (await vpp.request(showVersion, {})).version);
}
