import { join } from "node:path";
import { getApiJson } from "../binapi/memclnt.ts";
import type { VppClient } from "../client/index.ts";
import { VppError } from "../errors.ts";
import { type FileKind, makeFolder, readRegularFile, replaceFile } from "../files/index.ts";
import {
  ApiJsonList,
  ApiSchema,
  type FoundMessage,
  findMessage,
  formatApiJson,
  parseApiJson,
} from "../schema/index.ts";
import type { Invocation } from "./command.ts";
import { withClient } from "./connection.ts";

/** VPP prints its definitions while it is asked, two megabytes. */
const TIMEOUT_MS = 10_000;
const HEAD = '{"generator":"tsvpp",';
const CACHED: FileKind = { name: "a definition that tsvpp keeps", has: (text) => text.startsWith(HEAD) };

/**
 * Returns the definition of a message that the VPP behind the socket has: from the catalogue, from what an earlier run has kept,
 * or as VPP itself defines it. Undefined if there is no VPP, or it does not have the message.
 *
 * @throws {VppError} as a client; `VPP_SCHEMA`.
 */
export async function findServed(name: string, invocation: Invocation): Promise<FoundMessage | undefined> {
  try {
    return await withClient(invocation, (vpp) => find(vpp, name, cacheFolder(invocation)));
  } catch (reason) {
    if (reason instanceof VppError && reason.code === "VPP_CONNECT") return undefined;
    throw reason;
  }
}

async function find(vpp: VppClient, name: string, folder: string | undefined): Promise<FoundMessage | undefined> {
  const anyVersion = { name, crc: "" };
  if (!vpp.messageTable.has(anyVersion)) return undefined;
  const { crc } = vpp.messageTable.versionOf(anyVersion);
  const path = folder === undefined ? undefined : join(folder, `${name}_${crc}.api.json`);
  const known = findMessage(name, crc) ?? (path === undefined ? undefined : readKept(path, name, crc));
  if (known !== undefined) return known;
  const { json } = await vpp.request(getApiJson, {}, { timeoutMs: TIMEOUT_MS }).catch(explainOldVpp);
  const found = new ApiJsonList(json).findMessage(name, crc);
  if (found !== undefined && path !== undefined) keep(path, found);
  return found;
}

/** Returns the folder of definitions, where the system keeps what can be made again; undefined without a home. */
function cacheFolder({ io: { env } }: Invocation): string | undefined {
  const { XDG_CACHE_HOME: cache, HOME: home } = env;
  if (cache) return join(cache, "tsvpp");
  return home ? join(home, ".cache", "tsvpp") : undefined;
}

/** Returns undefined for a file that is not there, or is not what was kept. */
function readKept(path: string, name: string, crc: string): FoundMessage | undefined {
  try {
    const module = parseApiJson(readRegularFile(path), "plugins", "kept");
    return new ApiSchema("kept", [module]).findMessage(name, crc);
  } catch {
    return undefined;
  }
}

/** Keeps the module of a message, which has all types that it uses. Where it cannot be kept, VPP is asked again. */
function keep(path: string, { module, schema }: FoundMessage): void {
  try {
    makeFolder(join(path, ".."));
    replaceFile(path, JSON.stringify({ generator: "tsvpp", ...formatApiJson(module, schema) }), CACHED);
  } catch (reason) {
    if (!(reason instanceof VppError)) throw reason;
  }
}

function explainOldVpp(reason: unknown): never {
  if (!(reason instanceof VppError) || reason.code !== "VPP_MESSAGE_MISSING") throw reason;
  const text =
    "this VPP is older than 24.06 and cannot send the definitions of its plugins; name a file with them (--api)";
  throw new VppError(reason.code, text, { cause: reason });
}
