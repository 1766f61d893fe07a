import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";
import { attempt } from "./reason.ts";

/** How long the folder of the file must be quiet before the file is read: an editor may write it in several steps. */
const SETTLE_MS = 100;

/**
 * The changes in the folder of a file. All of them: editors replace the file by another one, and the file may be a link to one
 * that is replaced.
 */
export class FolderChanges implements Disposable {
  readonly #watcher: FSWatcher;
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;
  #last: Promise<void> = Promise.resolve();
  #run: (() => void) | undefined;

  /** @throws {VppError} `VPP_FILE` when the folder cannot be watched. */
  constructor(path: string) {
    this.#watcher = attempt(path, () => watch(dirname(path), () => this.#note()));
  }

  /** Calls back after changes, also those until now; again only once the callback before has ended. */
  follow(changed: () => Promise<void>, failed: (reason: unknown) => void): void {
    this.#watcher.on("error", failed);
    this.#run = () => {
      this.#last = this.#last.then(changed).catch(failed);
    };
    if (this.#isDue) this.#note();
  }

  #note(): void {
    this.#isDue = true;
    clearTimeout(this.#timer);
    if (this.#run !== undefined) this.#timer = setTimeout(this.#run, SETTLE_MS);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#watcher.close();
  }
}
