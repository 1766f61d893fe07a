import { existsSync, statSync } from "node:fs";
import { VppError } from "../../errors.ts";
import {
  type ApiModule,
  ApiSchema,
  listReleases,
  loadCatalogue,
  parseApiJsonList,
  parseDefinitions,
  readDefinitions,
  restoreTypeModules,
} from "../../schema/index.ts";
import { UsageError, unknownName } from "../arguments/index.ts";
import type { Invocation } from "../command.ts";
import { withClient } from "../connection.ts";
import { readText } from "../input.ts";

/** VPP prints its definitions while it is asked, two megabytes. */
const TIMEOUT_MS = 10_000;

/** Definitions that a command line names. */
export interface NamedApi {
  readonly schema: ApiSchema;
  /** The modules that were meant: not those that were only imported. */
  readonly modules: readonly ApiModule[];
  /** Whether these are all definitions of a VPP: true for a release, false for a file, a folder or a running VPP. */
  readonly isWhole: boolean;
}

/**
 * The definitions of a release, below a folder, in a file, or of the VPP behind a socket.
 *
 * @throws {UsageError} when there is no such input.
 * @throws {VppError} `VPP_SCHEMA`; from a socket, as a client.
 */
export async function readApi(input: string, invocation: Invocation): Promise<NamedApi> {
  if (listReleases().includes(input)) {
    const schema = loadCatalogue(input);
    return { schema, modules: [...schema.modules.values()], isWhole: true };
  }
  const { release, modules } = await readInput(input, invocation);
  const schema = restoreTypeModules(new ApiSchema(release, [...modules.values()]));
  return { schema, modules: [...modules.keys()].map((name) => schema.modules.get(name)!), isWhole: false };
}

/**
 * The definitions that `--input` names, else those of the VPP of `--socket`, else the newest release's; with those of `--api`;
 * and the modules that `--modules` names.
 *
 * @throws {UsageError} when there is no such input or module.
 * @throws {VppError} as `readApi`.
 */
export async function readSelection(invocation: Invocation): Promise<NamedApi> {
  const { api: added, modules: list } = invocation.values;
  const { input = invocation.options.socketPath ?? listReleases().at(-1)! } = invocation.values;
  const base = await readApi(input, invocation);
  const api = added === undefined ? base : withModules(base, await readApi(added, invocation));
  // VPP's answer may come after an interruption: nothing is written then.
  invocation.io.signal.throwIfAborted();
  return list === undefined ? api : { ...api, modules: selectModules(list, [...api.schema.modules.values()]) };
}

/** Returns definitions with those of a plugin, which replace modules of the same name. */
function withModules({ schema, modules }: NamedApi, added: NamedApi): NamedApi {
  const names = new Set(added.modules.map(({ name }) => name));
  const others = modules.filter(({ name }) => !names.has(name));
  return { schema: addModules(schema, added), modules: [...others, ...added.modules], isWhole: false };
}

/** Returns a schema with the modules of a plugin, and with those that they import and the schema lacks. */
export function addModules(schema: ApiSchema, { schema: { modules: all }, modules: added }: NamedApi): ApiSchema {
  const byName = new Map([...all, ...schema.modules, ...added.map((module) => [module.name, module] as const)]);
  return new ApiSchema(schema.release, [...byName.values()]);
}

/**
 * The modules that a list of names with commas between selects.
 *
 * @throws {UsageError} when there is no module of a name.
 */
export function selectModules(list: string, modules: readonly ApiModule[]): ApiModule[] {
  const names = [...new Set(modules.map(({ name }) => name))];
  return list.split(",").flatMap((name) => {
    if (!names.includes(name)) throw new UsageError(unknownName("module", name, names));
    return modules.filter((module) => module.name === name);
  });
}

async function readInput(input: string, invocation: Invocation): Promise<ApiSchema> {
  if (!existsSync(input)) {
    // A VPP that starts makes its socket.
    if ((invocation.options.waitMs ?? 0) > 0) return await askVpp(input, invocation);
    const reason = `not a release of the catalogue (${listReleases().join(", ")}), and no such file, folder or socket`;
    throw new UsageError(`${input}: ${reason}`);
  }
  const found = statSync(input);
  if (found.isSocket()) return await askVpp(input, invocation);
  const { include } = invocation.values;
  const searchFolders = include === undefined ? [] : [include];
  if (found.isDirectory()) return readDefinitions(input, "", searchFolders);
  return parseDefinitions(await readText(input, invocation.io), input, "", searchFolders);
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
  const text = "this VPP is older than 24.06 and cannot send its definitions; name its release instead of the socket";
  throw new VppError(reason.code, text, { cause: reason });
}
