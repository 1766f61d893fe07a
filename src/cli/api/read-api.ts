import { existsSync, statSync } from "node:fs";
import { VppError } from "../../errors.ts";
import {
  type ApiModule,
  type ApiSchema,
  listReleases,
  loadCatalogue,
  parseApiJsonList,
  readDefinitions,
  restoreTypeModules,
} from "../../schema/index.ts";
import type { Invocation } from "../command.ts";
import { withClient } from "../connection.ts";
import { unknownName } from "../unknown-name.ts";
import { UsageError } from "../usage-error.ts";

/** VPP prints its definitions while it is asked, two megabytes. */
const TIMEOUT_MS = 10_000;

/** Definitions that a command line names. */
export interface NamedApi {
  readonly schema: ApiSchema;
  /** What the command is about: the modules that `--modules` names, else all but those that were only imported. */
  readonly modules: readonly ApiModule[];
}

/**
 * The definitions of a release, below a folder, in a file, or of the VPP behind a socket.
 *
 * @throws {UsageError} when there is no such input or module.
 * @throws {VppError} `VPP_SCHEMA`; from a socket, as a client.
 */
export async function readApi(input: string, invocation: Invocation): Promise<NamedApi> {
  const schema = await readInput(input, invocation);
  const restored = restoreTypeModules(schema);
  return { schema: restored, modules: selectModules(restored, [...schema.modules.keys()], invocation.values.modules) };
}

/** The definitions that `--input` names; the newest release's by default. */
export function readApiInput(invocation: Invocation): Promise<NamedApi> {
  return readApi(invocation.values.input ?? newestRelease(), invocation);
}

async function readInput(input: string, invocation: Invocation): Promise<ApiSchema> {
  if (listReleases().includes(input)) return loadCatalogue(input);
  if (!existsSync(input)) {
    const reason = `no release of the catalogue (${listReleases().join(", ")}), and no file, folder or socket`;
    throw new UsageError(`${input}: ${reason}`);
  }
  if (statSync(input).isSocket()) return await askVpp(input, invocation);
  const { include } = invocation.values;
  return readDefinitions(input, "", include === undefined ? [] : [include]);
}

async function askVpp(socketPath: string, invocation: Invocation): Promise<ApiSchema> {
  const [{ getApiJson }, { showVersion }] = await Promise.all([
    import("../../binapi/memclnt.ts"),
    import("../../binapi/vpe.ts"),
  ]);
  const options = { ...invocation.options, socketPath };
  return await withClient({ ...invocation, options }, async (vpp) => {
    const { version } = await vpp.request(showVersion, {});
    const { json } = await vpp.request(getApiJson, {}, { timeoutMs: TIMEOUT_MS }).catch(explainOldVpp);
    return parseApiJsonList(json, version.replace(/^v/, ""));
  });
}

function explainOldVpp(reason: unknown): never {
  if (!(reason instanceof VppError) || reason.code !== "VPP_MESSAGE_MISSING") throw reason;
  const text = "this VPP is older than 24.06 and does not tell its definitions; name its release in place of the socket";
  throw new VppError(reason.code, text, { cause: reason });
}

function newestRelease(): string {
  return listReleases().at(-1)!;
}

/** @param list names with commas between; undefined: those that are named by default. */
function selectModules(schema: ApiSchema, byDefault: readonly string[], list: string | undefined): ApiModule[] {
  const names = list === undefined ? byDefault : list.split(",");
  return names.map((name) => {
    const module = schema.modules.get(name);
    if (module === undefined) throw new UsageError(unknownName("module", name, [...schema.modules.keys()]));
    return module;
  });
}
