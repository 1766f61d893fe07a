/** Programs that take commands from standard input and answer each with a line. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export class Program implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
    // What is written to a program that has ended shows as the missing answer.
    this.#child.stdin!.on("error", () => {});
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  /** The next line, for a program that says when it is ready. */
  async answer(): Promise<string> {
    const { value } = await this.#lines.next();
    if (value === undefined) throw new Error(`${this.#child.spawnargs.join(" ")}: ended without an answer`);
    return value;
  }

  async ask(command: string): Promise<string> {
    this.#child.stdin!.write(`${command}\n`);
    return await this.answer();
  }

  /** Programs leave VPP in order at the end of their input. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.stdin!.end();
    await ended;
  }
}
