import { RELEASE } from "../binapi/directory.ts";
import { type ApiSchema, loadCatalogue } from "../schema/index.ts";

let schema: ApiSchema | undefined;

/** The definitions of all messages. Reading them takes a while, so that happens when they are first needed. */
export function catalogue(): ApiSchema {
  schema ??= loadCatalogue(RELEASE);
  return schema;
}
