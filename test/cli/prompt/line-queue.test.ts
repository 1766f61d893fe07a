import t from "tap";
import { LineQueue, type QueuedLine } from "../../../src/cli/prompt/line-queue.ts";

function line(text: string): QueuedLine {
  return { text, line: { kind: "cli", text } };
}

function queue(run: (text: string, signal: AbortSignal) => Promise<number>) {
  const log: string[] = [];
  let idle = (): void => {};
  const events = {
    busy: () => void log.push("busy"),
    run: async ({ text }: QueuedLine, isFirst: boolean, signal: AbortSignal) => {
      log.push(`${isFirst ? "" : "again "}${text}`);
      return await run(text, signal);
    },
    idle: (skipped: number) => {
      log.push(`idle ${skipped}`);
      idle();
    },
  };
  const ended = new Promise<void>((resolve) => {
    idle = resolve;
  });
  return { queue: new LineQueue(events), log, ended };
}

t.test("runs lines in order, each after the one before", async (t) => {
  const { queue: lines, log, ended } = queue(async () => 0);
  for (const text of ["a", "b", "c"]) lines.push(line(text));
  await ended;
  t.same(log, ["busy", "a", "again b", "again c", "idle 0"]);
  t.equal(lines.isBusy, false);
});

t.test("lines behind one that fails are not run", async (t) => {
  const { queue: lines, log, ended } = queue(async (text) => (text === "b" ? 1 : 0));
  for (const text of ["a", "b", "c", "d"]) lines.push(line(text));
  await ended;
  t.same(log, ["busy", "a", "again b", "idle 2"]);
});

t.test("gives up the line that runs", async (t) => {
  const {
    queue: lines,
    ended,
    log,
  } = queue(async (_, signal) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return 130;
  });
  lines.push(line("a"));
  lines.push(line("b"));
  lines.giveUp("SIGINT");
  await ended;
  t.same(log, ["busy", "a", "idle 1"]);
});
