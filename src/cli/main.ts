#!/usr/bin/env node
/** The command `tsvpp` in a process of its own. */
import { run } from "./run.ts";

const interruption = new AbortController();
const interrupt = (signal: NodeJS.Signals): void => interruption.abort(signal);
// Once: a second signal ends the process at once.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, interrupt);

const { stdout, stderr, env } = process;
process.exitCode = await run(process.argv.slice(2), {
  // Made when it is asked for: most commands do not need it.
  get stdin() {
    return process.stdin;
  },
  stdout,
  stderr,
  env,
  signal: interruption.signal,
  signals: {
    take(name, taken) {
      process.off(name, interrupt).on(name, taken);
      return () => void process.off(name, taken);
    },
    send: (pid, name) => void process.kill(pid, name),
  },
});
