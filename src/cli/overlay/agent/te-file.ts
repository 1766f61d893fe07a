import { errorText } from "../../../errors.ts";
import { type OverlayConfig, parseTeDocument, type TeDocument } from "../../../overlay/index.ts";
import { FollowedFile } from "./followed-file.ts";

/** How long the policies of a document stay when its file is gone: an editor replaces a file by deletion and creation. */
const GRACE_MS = 30_000;

const EMPTY: TeDocument = { localSids: {}, policies: [] };

/** What is done with a TE document. */
export interface TeReader {
  take(document: TeDocument, fileName: string): Promise<void>;
  /** Reports an error or a change of the file. */
  report(text: string): void;
}

/** The file of a TE engine. */
export class TeFile implements Disposable {
  readonly #file: FollowedFile;
  readonly #reader: TeReader;
  readonly #graceMs: number;
  #config: OverlayConfig;
  #grace: NodeJS.Timeout | undefined;
  #last: Promise<void> = Promise.resolve();

  /** @throws {VppError} `VPP_FILE` when the folder of the file cannot be watched. */
  constructor(path: string, config: OverlayConfig, reader: TeReader, graceMs: number = GRACE_MS) {
    this.#file = new FollowedFile(path);
    this.#config = config;
    this.#reader = reader;
    this.#graceMs = graceMs;
  }

  /** The path of the file. */
  get path(): string {
    return this.#file.path;
  }

  /** Reads the file when it changes, from now on. */
  follow(): void {
    this.#file.follow(
      () => this.update(),
      (reason) => this.#reader.report(errorText(reason)),
    );
  }

  /** Checks the file with another configuration from now on, and reads it again even if it has not changed. */
  configure(config: OverlayConfig): Promise<void> {
    this.#config = config;
    this.#file.forget();
    return this.update();
  }

  /** Reads the file if it has changed. Resolves when that is done; an error is reported. */
  update(): Promise<void> {
    return this.#queue(() => this.#update());
  }

  /** Ends the watch of the folder. */
  [Symbol.dispose](): void {
    clearTimeout(this.#grace);
    this.#file[Symbol.dispose]();
  }

  async #update(): Promise<void> {
    const seen = this.#file.read();
    if (seen === undefined) return;
    if (seen.kind === "unreadable") throw seen.reason;
    if (seen.kind === "gone") return this.#missed();
    this.#endGrace();
    await this.#reader.take(await parseTeDocument(seen.text, this.#file.name, nodeOf(this.#config)), this.#file.name);
  }

  #missed(): void {
    // Nothing follows from a file that is not used.
    if (this.#config.mode !== "configmap") this.#endGrace();
    if (this.#config.mode !== "configmap" || this.#grace !== undefined) return;
    const seconds = Math.round(this.#graceMs / 1000);
    this.#reader.report(
      `${this.#file.name}: the file is gone: its policies stay for ${seconds} s, unless it comes back`,
    );
    this.#grace = setTimeout(() => this.#queue(() => this.#clear()), this.#graceMs);
  }

  #endGrace(): void {
    clearTimeout(this.#grace);
    this.#grace = undefined;
  }

  async #clear(): Promise<void> {
    // The file may have come back while the agent took something else.
    if (this.#grace === undefined) return;
    this.#reader.report(`${this.#file.name}: the file is gone: it has no policies any more`);
    await this.#reader.take(EMPTY, this.#file.name);
  }

  #queue(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work).catch((reason) => this.#reader.report(errorText(reason)));
    return this.#last;
  }
}

function nodeOf({ node: { id, address }, sids }: OverlayConfig): Parameters<typeof parseTeDocument>[2] {
  return { id, address, bsids: sids.bsids.cluster, localSids: sids.localSids.cluster };
}
