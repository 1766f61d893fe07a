/** The client in a process of its own. */
import { fileURLToPath } from "node:url";
import type { Command } from "./client.ts";
import type { Measurement } from "./measure.ts";
import { Program } from "./process.ts";

export class Subject implements AsyncDisposable {
  readonly #program: Program;

  private constructor(program: Program) {
    this.#program = program;
  }

  /** @param flags of Node.js. */
  static async start(socketPath: string, flags: readonly string[] = []): Promise<Subject> {
    const file = fileURLToPath(new URL("client.js", import.meta.url));
    const program = new Program(process.execPath, [...flags, file, socketPath]);
    await program.answer();
    return new Subject(program);
  }

  async run(command: Command): Promise<Measurement> {
    return JSON.parse(await this.#program.ask(JSON.stringify(command))) as Measurement;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#program[Symbol.asyncDispose]();
  }
}
