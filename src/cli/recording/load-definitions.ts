import { Definitions } from "../../recording/index.ts";
import type { Invocation } from "../command.ts";

/** Loads the definitions of the catalogue, and those that `--api` names. */
export async function loadDefinitions(invocation: Invocation): Promise<Definitions> {
  const { api } = invocation.values;
  if (api === undefined) return new Definitions();
  const { readApi } = await import("../api/index.ts");
  return new Definitions((await readApi(api, invocation)).schema);
}
