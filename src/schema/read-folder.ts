import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { errorText, VppError } from "../errors.ts";
import { parseApiJson } from "./api-json.ts";
import { ApiSchema } from "./model.ts";
import { ownTypes } from "./own-types.ts";

/**
 * All `.api.json` documents below a folder, as one release. The folder that a document lies in (`core`, `plugins`) becomes
 * the module's.
 *
 * @throws {VppError} `VPP_SCHEMA`, naming the file.
 */
export function readApiJsonFolder(folder: string, release: string): ApiSchema {
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) => file.endsWith(".api.json"));
  if (files.length === 0) throw new VppError("VPP_SCHEMA", `no .api.json files below ${folder}`);
  const modules = files.sort().map((file) => {
    try {
      return parseApiJson(
        readFileSync(join(folder, file), "utf8"),
        basename(dirname(file)),
        basename(file, ".api.json"),
      );
    } catch (cause) {
      throw new VppError("VPP_SCHEMA", `${file}: ${errorText(cause)}`, { cause });
    }
  });
  return new ApiSchema(release, ownTypes(modules));
}
