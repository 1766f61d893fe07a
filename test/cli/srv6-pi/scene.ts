/** A server of `tsvpp srv6-pi` for tests, and files with policies. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Test } from "tap";
import { temporaryFolder } from "../../helpers.ts";
import { configText } from "../../injector/scene.ts";
import { type Ran, type Running, tsvpp, tsvppBeside } from "../tsvpp.ts";

/** Writes files into a new folder, and returns their paths. */
export function writeFiles(t: Test, ...texts: readonly string[]): string[] {
  const folder = temporaryFolder(t);
  return texts.map((text, at) => {
    const path = join(folder, `${"abc"[at]}.yaml`);
    writeFileSync(path, text);
    return path;
  });
}

/** A server that runs. */
export interface Served {
  readonly running: Running;
  readonly config: string;
  readonly socket: string;
  /** The port on which peers are accepted. */
  readonly port: number;
  /** Runs a subcommand that talks to the server. */
  pi(...argv: readonly string[]): Promise<Ran>;
}

/** Starts a server, and resolves when it listens. */
export async function serve(
  t: Test,
  config: string = writeFiles(t, configText(t))[0]!,
  ...argv: string[]
): Promise<Served> {
  const running = tsvppBeside("srv6-pi", "serve", "--config", config, ...argv);
  const port = Number(/port (\d+)/.exec((await running.out())!)![1]);
  const socket = /listening on (\S+pi\.sock)|"socket":"([^"]+)"/.exec((await running.out())!)!;
  t.teardown(async () => {
    running.interrupt("SIGTERM");
    await running.exitCode;
  });
  const path = (socket[1] ?? socket[2])!;
  return { running, config, port, socket: path, pi: (...argv) => tsvpp(["srv6-pi", ...argv, "--server", path]) };
}
