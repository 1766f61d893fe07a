import { errorText, VppError } from "../errors.ts";
import { printable, printableJson } from "../printable.ts";
import { readRegularFile } from "./input.ts";
import { checkTarget, type FileKind, replaceFile } from "./own-files.ts";
import { attempt } from "./reason.ts";

/** The members of a JSON object. */
type Fields = Readonly<Record<string, unknown>>;

/** What a command keeps in a file over its restarts. */
export interface StateKind<Content> {
  /** The subcommand of `tsvpp`. */
  readonly command: string;
  /** The version of the form; files of other versions are refused. */
  readonly version: number;
  /** A file that may be replaced, as in `not a state file of node node1, so it is not replaced`. */
  readonly name: string;
  /** What the operator can do about a file that is refused. */
  readonly wayOut: string;
  /** Reads what the file holds beside command and version. Throws an `Error` whose text does not name the path. */
  contentOf(fields: Fields): Content;
}

/**
 * A file in which a command keeps its state. It is replaced as a whole and is there after a crash of the system, as the old one or the
 * new one; a file that cannot be read as one of its kind is never replaced.
 */
export class StateFile<Content> {
  readonly #path: string;
  readonly #kind: StateKind<Content>;
  readonly #target: FileKind;

  constructor(path: string, kind: StateKind<Content>) {
    this.#path = path;
    this.#kind = kind;
    this.#target = { name: kind.name, isDurable: true, has: (text) => isContent(() => this.#parse(text)) };
  }

  /**
   * Reads the file; undefined if there is none.
   *
   * @throws {VppError} `VPP_FILE` when it is not a file of this kind, is of another version, or truncated.
   */
  read(): Content | undefined {
    const text = attempt(this.#path, () => readIfThere(this.#path));
    if (text === undefined) return undefined;
    try {
      return this.#parse(text);
    } catch (reason) {
      throw new VppError("VPP_FILE", `${printable(this.#path)}: ${errorText(reason)}: ${this.#kind.wayOut}`);
    }
  }

  /** Refuses a path where `write` would fail. @throws {VppError} `VPP_FILE`. */
  check(): void {
    checkTarget(this.#path, this.#target);
  }

  /** Replaces the file. @throws {VppError} `VPP_FILE`, also when it has become a file of another kind; the content is then as before. */
  write(fields: object): void {
    replaceFile(this.#path, this.textOf(fields), this.#target);
  }

  /** Returns the text of a file. */
  textOf(fields: object): string {
    const { command, version } = this.#kind;
    return `${printableJson({ tsvpp: command, version, ...fields }, 2)}\n`;
  }

  #parse(text: string): Content {
    const { command, version: known } = this.#kind;
    const what = `a state file of tsvpp ${command}`;
    const { tsvpp, version, ...fields } = objectFrom(text, command, what);
    if (tsvpp !== command) throw new Error(`not ${what}`);
    if (version !== known)
      throw new Error(`${what} of version ${printable(String(version))}, and this tsvpp reads version ${known}`);
    return this.#kind.contentOf(fields);
  }
}

function objectFrom(text: string, command: string, what: string): Fields {
  try {
    return Object(JSON.parse(text));
  } catch {
    const head = `{\n  "tsvpp": ${JSON.stringify(command)}`;
    const isPart = text.startsWith(head) || head.startsWith(text);
    throw new Error(isPart ? `${what} that is truncated` : `not ${what}`);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readRegularFile(path);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw reason;
  }
}

function isContent(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
