import { ApiJsonList, type ApiSchema, type FoundMessage, findMessage, readDefinitions } from "../../schema/index.ts";

/** Where definitions are looked for that the bindings do not have. */
export interface DefinitionSources {
  /** A folder of definitions that the caller named. */
  readonly folder: string | undefined;
  /** VPP's own definitions as JSON text; undefined when it cannot tell. */
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
        // VPP may answer another time.
        this.#asked = undefined;
        throw reason;
      })
      .then((text) => (text === undefined ? undefined : new ApiJsonList(text)));
    return this.#asked;
  }
}
