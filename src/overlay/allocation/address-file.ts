import { Ip6Address } from "../../address/index.ts";
import { errorText, VppError } from "../../errors.ts";
import { attempt, type FileKind, readRegularFile, replaceFile } from "../../files/index.ts";
import { printable } from "../../printable.ts";
import type { OwnAddresses } from "./allocate.ts";

const VERSION = 1;

/** The start of each state file, also of one that is truncated. */
const HEAD = '{\n  "tsvpp": "overlay"';

const WAY_OUT = "name another stateFile, or remove it: the node then gets other addresses";

/** The file in which an agent keeps its addresses over a restart, since other nodes know them. */
export class StateFile {
  readonly #path: string;
  readonly #nodeId: string;
  readonly #kind: FileKind;
  #addresses: Partial<OwnAddresses>;

  private constructor(path: string, nodeId: string) {
    this.#path = path;
    this.#nodeId = nodeId;
    const has = (text: string) => isStateOf(text, nodeId);
    this.#kind = { name: `a state file of node ${nodeId}`, has, isDurable: true };
    this.#addresses = this.#read();
  }

  /**
   * Reads the file; a missing one has no addresses.
   *
   * @throws {VppError} `VPP_FILE` when the file is of another node, of a newer version, truncated, or not a state file. Such a
   *   file is never replaced.
   */
  static open(path: string, nodeId: string): StateFile {
    return new StateFile(path, nodeId);
  }

  /** The addresses that the file has. */
  get addresses(): Partial<OwnAddresses> {
    return this.#addresses;
  }

  /**
   * Replaces the content of the file, by a file beside it that is renamed; unchanged content is not written.
   *
   * @throws {VppError} `VPP_FILE`, also when the file has become one of another node; the content is then as before.
   */
  write(addresses: OwnAddresses): void {
    const text = textOf(this.#nodeId, addresses);
    // Before the file is opened for writing: a disk that is read-only is no error if there is nothing to write.
    if (text === textOf(this.#nodeId, this.#addresses)) return;
    replaceFile(this.#path, text, this.#kind);
    this.#addresses = addresses;
  }

  #read(): Partial<OwnAddresses> {
    const text = attempt(this.#path, () => readIfThere(this.#path));
    if (text === undefined) return {};
    try {
      return addressesIn(text, this.#nodeId);
    } catch (reason) {
      throw new VppError("VPP_FILE", `${printable(this.#path)}: ${errorText(reason)}: ${WAY_OUT}`);
    }
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readRegularFile(path);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw reason;
  }
}

/** Returns the content of the file. */
function textOf(node: string, { localSids, bsids }: Partial<OwnAddresses>): string {
  return `${JSON.stringify({ tsvpp: "overlay", version: VERSION, node, localSids, bsids }, null, 2)}\n`;
}

/** Reads the content of a file. Throws an `Error` whose text does not name the path. */
function addressesIn(text: string, nodeId: string): Partial<OwnAddresses> {
  const { tsvpp, version, node, localSids, bsids } = objectFrom(text);
  if (tsvpp !== "overlay") throw new Error("not a state file of tsvpp overlay");
  if (version !== VERSION) throw new Error(`of version ${version}, and this tsvpp reads version ${VERSION}`);
  if (node !== nodeId) throw new Error(`the state of node ${JSON.stringify(node)}, and this is node ${nodeId}`);
  return {
    ...(localSids !== undefined && { localSids: pairFrom(localSids, "localSids", "DT4", "DT6") }),
    ...(bsids !== undefined && { bsids: pairFrom(bsids, "bsids", "IPv4", "IPv6") }),
  };
}

function objectFrom(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new Error(text.startsWith(HEAD) || HEAD.startsWith(text) ? "truncated" : "not a state file of tsvpp overlay");
  }
}

function pairFrom<Name extends string>(json: unknown, key: string, ...names: readonly [Name, Name]) {
  const texts = Object(json) as Readonly<Record<string, unknown>>;
  const pair = names.map((name) => {
    if (typeof texts[name] !== "string") throw new Error(`damaged: ${key}.${name} is missing`);
    return [name, Ip6Address.parse(texts[name])];
  });
  return Object.fromEntries(pair) as { readonly [name in Name]: Ip6Address };
}

function isStateOf(text: string, nodeId: string): boolean {
  try {
    addressesIn(text, nodeId);
    return true;
  } catch {
    return false;
  }
}
