import type { ApiSchema } from "../../schema/index.ts";
import { BOUND_API, type ServedApi } from "./served-api.ts";

/** Names an API; that of the bindings when neither field is given. */
export interface WantedApi {
  readonly release?: string;
  readonly alter?: (api: ApiSchema) => ApiSchema;
}

/** Loads an API. Reads definitions and compiles codecs only for another release or altered definitions. */
export async function loadApi({ release, alter }: WantedApi): Promise<ServedApi> {
  if (release === undefined && alter === undefined) return BOUND_API;
  const [{ ReleaseApi }, { loadCatalogue }] = await Promise.all([
    import("./release-api.ts"),
    import("../../schema/index.ts"),
  ]);
  const schema = loadCatalogue(release ?? BOUND_API.release);
  return new ReleaseApi(alter === undefined ? schema : alter(schema));
}
