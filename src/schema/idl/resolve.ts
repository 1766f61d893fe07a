import type { ApiModule } from "../model/index.ts";
import { addStatement } from "./definitions.ts";
import type { FileCrcs } from "./file-crc.ts";
import { makeModule } from "./make-module.ts";
import { parseStatements } from "./parser.ts";
import { Source } from "./source.ts";
import type { Name } from "./syntax.ts";
import { type Places, Unit } from "./unit.ts";

/** An `.api` file. */
export interface ApiFile {
  /** The path of the file, which gives the name of the module: `src/vnet/srv6/sr.api` is `sr`. Each file has one path. */
  readonly path: string;
  readonly text: string;
}

/** Finds an imported file, by the path behind `import` and the path of the importing file. */
export type FindImport = (path: string, importer: string) => ApiFile | undefined;

const MAX_IMPORT_DEPTH = 64;

/**
 * Parses the text of an `.api` file with the types that it imports. The module equals that of its `.api.json` document.
 *
 * @throws {VppError} `VPP_SCHEMA`, with file, line and column.
 */
export function parseApi(text: string, path: string, findImport: FindImport = () => undefined): ApiModule {
  return new ApiFiles(findImport).module({ path, text });
}

/** Parses files and their imports, each once. */
export class ApiFiles {
  readonly #find: FindImport;
  readonly #units = new Map<string, Unit>();
  readonly #places: Places = new Map();

  constructor(find: FindImport) {
    this.#find = find;
  }

  /**
   * Returns the module of a file, equal to that of its `.api.json` document.
   *
   * @throws {VppError} `VPP_SCHEMA`, with file, line and column.
   */
  module(file: ApiFile): ApiModule {
    return makeModule(this.#unit(file, []));
  }

  /**
   * Returns the CRCs of a file. They differ from those of its messages.
   *
   * @throws {VppError} `VPP_SCHEMA`, with file, line and column.
   */
  crcs(file: ApiFile): FileCrcs {
    return this.#unit(file, []).crc.texts;
  }

  /** Parses a file. @param importers the files that are being parsed, each imported by the one before it. */
  #unit(file: ApiFile, importers: readonly string[]): Unit {
    const known = this.#units.get(file.path);
    if (known !== undefined) return known;
    const unit = new Unit(new Source(file.path, file.text), this.#places);
    const open = [...importers, file.path];
    for (const statement of parseStatements(unit.source)) {
      if (statement.kind === "import") unit.addImport(statement.path, this.#import(statement.path, unit, open));
      else addStatement(statement, unit);
    }
    this.#units.set(file.path, unit);
    return unit;
  }

  #import({ text, at }: Name, unit: Unit, open: readonly string[]): Unit {
    const file = this.#find(text, unit.source.file);
    if (file === undefined)
      throw unit.fault(at, `file ${text} is not found; the option --include of tsvpp names a folder to search`);
    const start = open.indexOf(file.path);
    if (start !== -1) throw unit.fault(at, `an import cycle: ${[...open.slice(start), file.path].join(" imports ")}`);
    if (open.length > MAX_IMPORT_DEPTH) throw unit.fault(at, `imports are more than ${MAX_IMPORT_DEPTH} deep`);
    return this.#unit(file, open);
  }
}
