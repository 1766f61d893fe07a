import type { ApiSchema } from "../../schema/index.ts";
import { BOUND_API, type ServedApi } from "./served-api.ts";

/** Which API is wanted: that of the bindings when neither is given. */
export interface WantedApi {
  readonly release?: string;
  readonly alter?: (api: ApiSchema) => ApiSchema;
}

/** Definitions are read, and what speaks other versions is loaded, only where they are asked for. */
export async function loadApi({ release, alter }: WantedApi): Promise<ServedApi> {
  if (release === undefined && alter === undefined) return BOUND_API;
  const [{ ReleaseApi }, { loadCatalogue }] = await Promise.all([
    import("./release-api.ts"),
    import("../../schema/index.ts"),
  ]);
  const schema = loadCatalogue(release ?? BOUND_API.release);
  return new ReleaseApi(alter === undefined ? schema : alter(schema));
}
