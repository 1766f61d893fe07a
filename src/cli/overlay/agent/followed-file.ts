import { attempt, FolderChanges, readRegularFile } from "../../../files/index.ts";
import { printable } from "../../../printable.ts";

/** What a file has become: a text; or that it is not there; or an error with its path, if it cannot be read. */
export type Seen =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "gone" }
  | { readonly kind: "unreadable"; readonly reason: unknown };

/** A file that is read again when something in its folder has changed. */
export class FollowedFile implements Disposable {
  readonly path: string;
  readonly #changes: FolderChanges;
  #last: string | undefined;

  /** @throws {VppError} `VPP_FILE` when the folder of the file cannot be watched. */
  constructor(path: string) {
    this.path = path;
    this.#changes = new FolderChanges(path);
  }

  /** The path for texts: it controls no terminal and has no line breaks. */
  get name(): string {
    return printable(this.path);
  }

  /** Calls back when the file may have changed, also between the construction and now. */
  follow(changed: () => Promise<void>, failed: (reason: unknown) => void): void {
    this.#changes.follow(changed, failed);
  }

  /** Reads the file. Returns undefined if it is as at the last call. */
  read(): Seen | undefined {
    const seen = this.#see();
    const key = seen.kind === "text" ? `=${seen.text}` : seen.kind;
    if (key === this.#last) return undefined;
    this.#last = key;
    return seen;
  }

  /** Lets the next call of `read` return the file even if it has not changed. */
  forget(): void {
    this.#last = undefined;
  }

  /** Ends the watch of the folder. */
  [Symbol.dispose](): void {
    this.#changes[Symbol.dispose]();
  }

  #see(): Seen {
    try {
      return { kind: "text", text: attempt(this.path, () => readRegularFile(this.path)) };
    } catch (reason) {
      const { code } = Object((reason as Error).cause) as NodeJS.ErrnoException;
      return code === "ENOENT" ? { kind: "gone" } : { kind: "unreadable", reason };
    }
  }
}
