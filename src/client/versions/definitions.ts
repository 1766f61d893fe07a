import { ApiJsonList, type ApiSchema, type FoundMessage, findMessage, readDefinitions } from "../../schema/index.ts";

/** Sources of definitions that the catalogue lacks. */
export interface DefinitionSources {
  /** The caller's folder of definitions. */
  readonly folder: string | undefined;
  /** Asks VPP for its own definitions as JSON text; undefined when VPP lacks the message for it. */
  readonly ask: () => Promise<string | undefined>;
}

/** Finds the definition of any version of a message: in the catalogue, then in the caller's folder, then by asking VPP. */
export class Definitions {
  readonly #sources: DefinitionSources;
  #folder: ApiSchema | undefined;
  #asked: Promise<ApiJsonList | undefined> | undefined;

  constructor(sources: DefinitionSources) {
    this.#sources = sources;
  }

  async find(name: string, crc: string): Promise<FoundMessage | undefined> {
    return findMessage(name, crc) ?? this.#inFolder(name, crc) ?? (await this.#ask())?.findMessage(name, crc);
  }

  #inFolder(name: string, crc: string): FoundMessage | undefined {
    if (this.#sources.folder === undefined) return undefined;
    this.#folder ??= readDefinitions(this.#sources.folder, "folder");
    return this.#folder.findMessage(name, crc);
  }

  #ask(): Promise<ApiJsonList | undefined> {
    this.#asked ??= this.#sources
      .ask()
      .catch((reason: unknown) => {
        // A later question may be answered.
        this.#asked = undefined;
        throw reason;
      })
      .then((text) => (text === undefined ? undefined : new ApiJsonList(text)));
    return this.#asked;
  }
}
