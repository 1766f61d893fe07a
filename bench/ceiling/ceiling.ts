/** Compiles `ceiling.c` into a temporary folder and runs it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Measurement } from "../measure.ts";
import { Program } from "../process.ts";
import { messagesOf, type Work } from "../workload.ts";
import { writeCeilingFile } from "./ceiling-file.ts";

const SOURCE = fileURLToPath(new URL("../../../bench/ceiling/ceiling.c", import.meta.url));
const FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-o"];

export type CeilingMode = "pipelined" | "single" | "dump";

/** Returns whether a C compiler (`cc`) is installed. */
export function hasCompiler(): boolean {
  return spawnSync("cc", ["--version"]).status === 0;
}

export class Ceiling implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "tsvpp-bench-"));
  readonly #files = new Map<string, string>();
  readonly #program: Program;

  /** @throws if the program does not compile. */
  constructor(socketPath: string) {
    const path = join(this.#folder, "ceiling");
    const { status, stderr } = spawnSync("cc", [...FLAGS, path, SOURCE], { encoding: "utf8" });
    if (status !== 0) throw new Error(`cc: ${stderr}`);
    this.#program = new Program(path, [socketPath]);
  }

  async run(mode: CeilingMode, work: Work, window: number): Promise<Measurement> {
    return JSON.parse(await this.#program.ask(`${mode} ${this.#fileOf(work)} ${window}`)) as Measurement;
  }

  #fileOf(work: Work): string {
    const { kind, action, count } = work;
    const name = `${kind}-${action}-${count}`;
    let path = this.#files.get(name);
    if (path === undefined) {
      path = join(this.#folder, name);
      writeCeilingFile(path, messagesOf(work));
      this.#files.set(name, path);
    }
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
