import type { VppClient } from "../../client/index.ts";
import type { Invocation, RunWords } from "../command.ts";
import { sharedClient, socketPathOf } from "../connection.ts";
import { EXIT, type ExitCode, exitCodeOfSignal } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { LineRunner } from "../run-line.ts";
import { History, historyPath } from "./history.ts";
import { Knowledge } from "./knowledge.ts";
import { keepLinked } from "./link.ts";
import { Prompt } from "./prompt.ts";
import { Screen } from "./screen.ts";

/** What the lines of a prompt are run with. */
export interface PromptOptions {
  readonly options: Invocation["options"];
  readonly runWords: RunWords;
  /** Prints the value of JavaScript. */
  readonly print: (text: string) => void;
}

/** How long the first prompt waits for the first connection, so that VPP's release stands above it. */
const MAX_WAIT_MS = 150;

/** Runs the lines that are typed at a prompt, until it is closed. */
export async function runPrompt(given: Io, { options, runWords, print }: PromptOptions): Promise<ExitCode> {
  const clients: NonNullable<Io["clients"]> = new Map();
  const leaving = new AbortController();
  const { stdin, stdout, stderr, env, signals } = given;
  const signal = AbortSignal.any([given.signal, leaving.signal]);
  const io = { stdin, stdout, stderr, env, signal, clients, showsTime: true, ...(signals && { signals }) };
  const linking = { options, io };
  const connect = (): Promise<VppClient> => sharedClient(linking);
  const runner = new LineRunner({ io, runWords, connect, print, keepsFiles: true });
  const knowledge = new Knowledge();
  const screen = new Screen(io);
  let vpp: VppClient | undefined;
  const history = new History(historyPath(env));
  const changed = (): void => void (vpp && knowledge.readNames(vpp));
  const socketPath = socketPathOf(linking);

  let prompt: Prompt | undefined;
  const tell = (text: string, isLost: boolean): void => {
    if (prompt === undefined) screen.line(text);
    else prompt.notice(text, isLost);
  };
  let first!: (isLost: boolean) => void;
  const isFirstLost = new Promise<boolean>((resolve) => {
    first = resolve;
  });
  const linked = keepLinked(linking, {
    ready: (client, version) => {
      vpp = client;
      tell(`VPP ${version}; Tab completes, ? explains, :help`, false);
      first(false);
      void knowledge.readCommands(client).then(changed);
    },
    lost: (reason) => {
      vpp = undefined;
      tell(`${reason}: connecting again`, true);
      first(true);
    },
  });
  const timer = setTimeout(() => first(false), MAX_WAIT_MS);
  const isLost = await isFirstLost;
  clearTimeout(timer);
  prompt = new Prompt({ io, runner, knowledge, history, screen, socketPath, isLost, changed });
  const untake = signals?.take("SIGINT", () => prompt.interrupt());
  given.signal.addEventListener("abort", () => prompt.close(), { once: true });
  await prompt.loadHistory();
  await prompt.ended;
  untake?.();
  leaving.abort("SIGTERM");
  for (const client of clients.values()) await (await client.catch(() => undefined))?.close();
  await linked;
  return given.signal.aborted ? exitCodeOfSignal(given.signal.reason) : EXIT.done;
}
