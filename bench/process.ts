/** A child process that reads commands from standard input and answers each with one line. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export class Program implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
    // A failed write is not reported here: the missing answer is.
    this.#child.stdin!.on("error", () => {});
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  /** Returns the next line of output. */
  async answer(): Promise<string> {
    const { value } = await this.#lines.next();
    if (value === undefined) throw new Error(`${this.#child.spawnargs.join(" ")}: the program ended without an answer`);
    return value;
  }

  /** Sends a command and returns the answer. */
  async ask(command: string): Promise<string> {
    this.#child.stdin!.write(`${command}\n`);
    return await this.answer();
  }

  /** Ends the input, at which programs remove their registration from VPP, and waits until the program has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.stdin!.end();
    await ended;
  }
}
