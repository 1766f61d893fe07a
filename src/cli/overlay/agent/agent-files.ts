import { errorText } from "../../../errors.ts";
import { type Overlay, type OverlayConfig, parseOverlayConfig, type TeDocument } from "../../../overlay/index.ts";
import { UsageError } from "../../arguments/index.ts";
import type { EventLog } from "../events/index.ts";
import { FollowedFile } from "./followed-file.ts";
import { TeFile } from "./te-file.ts";

/** The files of an agent: its configuration, and the document of a TE engine if the configuration names one. */
export class AgentFiles implements Disposable {
  readonly #file: FollowedFile;
  readonly #log: EventLog;
  #te: TeFile | undefined;
  #overlay: Overlay | undefined;
  #config: OverlayConfig | undefined;
  #document: { readonly document: TeDocument; readonly fileName: string } | undefined;
  #last: Promise<void> = Promise.resolve();

  private constructor(path: string, log: EventLog) {
    this.#file = new FollowedFile(path);
    this.#log = log;
  }

  /**
   * Reads both files. A TE document that is missing or invalid is reported, and can come later.
   *
   * @throws {VppError} `VPP_DOCUMENT` with a line for each problem of the configuration; `VPP_FILE` when it cannot be read, or a
   *   folder cannot be watched.
   */
  static async open(path: string, log: EventLog): Promise<AgentFiles> {
    const files = new AgentFiles(path, log);
    try {
      await files.#readFirst();
      return files;
    } catch (reason) {
      files[Symbol.dispose]();
      throw reason;
    }
  }

  /** The configuration as it was read first. */
  get config(): OverlayConfig {
    return this.#config!;
  }

  /** The TE document as it was read first; undefined if there is none. */
  get document(): { readonly document: TeDocument; readonly fileName: string } | undefined {
    return this.#document;
  }

  /** Gives an agent what changes in the files from now on. */
  follow(overlay: Overlay): void {
    this.#overlay = overlay;
    this.#file.follow(
      () => this.#queue(),
      (reason) => this.#log.trouble(errorText(reason)),
    );
    this.#te?.follow();
    // While the agent started, the document may have come.
    void this.#te?.update();
  }

  /** Reads both files, whether they have changed or not. */
  reload(): Promise<void> {
    this.#file.forget();
    return this.#queue();
  }

  /** Ends the watch of the folders. */
  [Symbol.dispose](): void {
    this.#te?.[Symbol.dispose]();
    this.#file[Symbol.dispose]();
  }

  #queue(): Promise<void> {
    this.#last = this.#last.then(() => this.#update()).catch((reason) => this.#log.trouble(errorText(reason)));
    return this.#last;
  }

  async #readFirst(): Promise<void> {
    const config = await this.#readConfig();
    this.#config = config;
    this.#te = this.#openTe(config!);
    await this.#te?.update();
  }

  async #update(): Promise<void> {
    const config = await this.#readConfig();
    if (config === undefined || this.#overlay === undefined) return;
    const isSameFile = config.configmap?.file === this.#te?.path;
    // Before the agent is changed, so that a folder that cannot be watched changes nothing.
    const te = isSameFile ? this.#te : this.#openTe(config);
    await this.#configure(this.#overlay, config).catch((reason) => {
      if (!isSameFile) te?.[Symbol.dispose]();
      throw reason;
    });
    if (!isSameFile) {
      this.#te?.[Symbol.dispose]();
      this.#te = te;
      te?.follow();
    }
    this.#log.news("configuration", `${this.#file.name}: taken`);
    await te?.configure(config);
  }

  async #configure(overlay: Overlay, config: OverlayConfig): Promise<void> {
    try {
      await overlay.configure(config);
    } catch (reason) {
      throw new Error(`${this.#file.name}: ${errorText(reason)}: nothing of the file is taken`);
    }
  }

  /** Returns the configuration; undefined if its file has not changed. */
  async #readConfig(): Promise<OverlayConfig | undefined> {
    const seen = this.#file.read();
    if (seen === undefined) return undefined;
    if (seen.kind === "unreadable") throw seen.reason;
    if (seen.kind === "gone") throw new UsageError(`${this.#file.name}: no such file or directory`);
    return await parseOverlayConfig(seen.text, this.#file.name);
  }

  #openTe(config: OverlayConfig): TeFile | undefined {
    const { configmap } = config;
    if (configmap === undefined) return undefined;
    return new TeFile(configmap.file, config, {
      take: async (document, fileName) => {
        this.#document = { document, fileName };
        await this.#overlay?.setDocument(document, fileName);
        const { length } = document.policies;
        this.#log.news("document", `${fileName}: taken, with ${length} ${length === 1 ? "policy" : "policies"}`);
      },
      report: (text) => this.#log.trouble(text),
    });
  }
}
