#!/usr/bin/env node
/** The command `tsvpp` in a process of its own. */
import { run } from "./run.ts";

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  // Once: a second signal ends the process at once.
  process.once(signal, () => interruption.abort(signal));
}

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
});
