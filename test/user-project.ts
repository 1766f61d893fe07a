import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Test } from "tap";
import { temporaryFolder } from "./helpers.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const COMPILER = join(ROOT, "node_modules/typescript-7/bin/tsc");

/** Strict compiler options, without the types of Node.js. Declarations are checked too. */
const COMPILER_OPTIONS = {
  target: "es2022",
  lib: ["es2022"],
  module: "nodenext",
  types: [],
  rootDir: "src",
  outDir: "out",
  declaration: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  isolatedDeclarations: true,
  isolatedModules: true,
  noFallthroughCasesInSwitch: true,
  noImplicitOverride: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
};

/** A project that uses this package: a temporary folder in which only the package is installed. */
export class UserProject {
  readonly folder: string;

  constructor(t: Test, compilerOptions: object = {}) {
    this.folder = temporaryFolder(t);
    mkdirSync(join(this.folder, "node_modules"));
    symlinkSync(ROOT, join(this.folder, "node_modules/tsvpp"));
    this.write("package.json", JSON.stringify({ private: true, type: "module" }));
    const options = { ...COMPILER_OPTIONS, ...compilerOptions };
    this.write("tsconfig.json", JSON.stringify({ compilerOptions: options, include: ["src"] }));
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Writes generated files below `src`. */
  writeSources(files: ReadonlyMap<string, string>, folder = ""): void {
    for (const [file, text] of files) this.write(join("src", folder, file), text);
  }

  /** Compiles to `out` and returns the messages of the compiler: empty text if there are no errors. */
  compile(): string {
    const { stdout, stderr } = spawnSync(process.execPath, [COMPILER, "-p", this.folder], { encoding: "utf8" });
    return stdout + stderr;
  }

  /** Imports a compiled module. */
  load(file: string): Promise<Record<string, never>> {
    return import(pathToFileURL(join(this.folder, "out", file)).href);
  }
}
