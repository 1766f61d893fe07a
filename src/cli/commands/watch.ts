import { Readable, Writable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { directory } from "../../binapi/directory.ts";
import { CLIENT_OPTIONS, UsageError } from "../arguments/index.ts";
import type { Command, Invocation } from "../command.ts";
import { sharedClient } from "../connection.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { type Line, readLine } from "../line/index.ts";
import { LineRunner } from "../run-line.ts";
import { showRound } from "../watch/index.ts";

/** The commands of `tsvpp` that only read. */
const LOOKS = ["api", "explain", "export", "graph", "show", "stats", "verify"];
const DEFAULT_SECONDS = 2;
/** A timer of Node.js takes no more. */
const MAX_SECONDS = 86_400;

/** `tsvpp watch [SECONDS] LINE` */
export const watch: Command = {
  operands: ["LINE..."],
  help: `Repeats a line that only reads, every SECONDS (default ${DEFAULT_SECONDS}), until Ctrl-C: watch [SECONDS] LINE.
A line is "show ..." of VPP's command line, a dump, or a command: :${LOOKS.join(" :")}.
Lines of its output that have changed since the last time are marked.

  tsvpp watch show interface
  tsvpp watch 0.5 sw_interface_dump --fields interfaceName,flags
`,
  optionsHelp: CLIENT_OPTIONS,
  endsBySignal: true,

  async run(invocation) {
    const [seconds, text] = parse(invocation.operands);
    const io: Io = { ...invocation.io, clients: invocation.io.clients ?? new Map() };
    try {
      return await repeat({ ...invocation, io }, seconds, text);
    } finally {
      if (io.clients !== invocation.io.clients) await closeAll(io);
    }
  },
};

function parse([first = "", ...words]: readonly string[]): readonly [seconds: number, text: string] {
  const seconds = Number(first);
  if (first.trim() === "" || Number.isNaN(seconds)) return [DEFAULT_SECONDS, [first, ...words].join(" ")];
  if (!(seconds > 0 && seconds <= MAX_SECONDS)) {
    throw new UsageError(`watch ${first}: seconds above 0, up to ${MAX_SECONDS}, are expected`);
  }
  if (words.length === 0) throw new UsageError("watch: LINE is missing (see tsvpp watch --help)");
  return [seconds, words.join(" ")];
}

async function repeat(invocation: Invocation, seconds: number, text: string): Promise<ExitCode> {
  const { io, output, runWords } = invocation;
  const round = new Round();
  const lineIo: Io = { ...io, stdin: Readable.from([]), stdout: round, stderr: round, showsTime: false };
  const runner = new LineRunner({
    io: lineIo,
    runWords,
    connect: () => sharedClient(invocation),
    print: () => {},
  });
  const line = checkRead(readLine(text, runner.names), text);
  let before: readonly string[] | undefined;
  while (!io.signal.aborted && !output.isClosed) {
    const exitCode = await runner.run(line);
    const lines = round.take();
    if (io.signal.aborted) break;
    showRound(output, io.stdout, { title: `every ${seconds} s: ${text}`, lines, before });
    if (exitCode === EXIT.badInput) return exitCode;
    before = lines;
    await setTimeout(seconds * 1000, undefined, { signal: io.signal }).catch(() => {});
  }
  return EXIT.done;
}

/** @throws {UsageError} for a line that may change VPP. */
function checkRead(line: Line, text: string): Exclude<Line, { kind: "open" | "quit" }> {
  if (line.kind === "cli" && /^(sh|sho|show)(\s.*)?$/.test(line.text)) return line;
  if (line.kind === "call" && directory.some(([name, , , role]) => name === line.words[0] && isDump(role))) return line;
  if (line.kind === "command" && LOOKS.includes(line.words[0] ?? "")) return line;
  throw new UsageError(`watch: "${text}" may change VPP; only show, dumps and :${LOOKS.join(", :")} are repeated`);
}

function isDump(role: string): boolean {
  return role === "dump" || role === "paged";
}

async function closeAll({ clients }: Io): Promise<void> {
  for (const client of clients!.values()) await (await client.catch(() => undefined))?.close();
}

/** What a line prints in one round. */
class Round extends Writable {
  #text = "";

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.#text += chunk;
    done();
  }

  /** Returns the lines, and begins anew. */
  take(): string[] {
    const lines = this.#text.replace(/\n$/, "").split("\n");
    this.#text = "";
    return lines;
  }
}
