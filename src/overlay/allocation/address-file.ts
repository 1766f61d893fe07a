import { Ip6Address } from "../../address/index.ts";
import { StateFile } from "../../files/index.ts";
import type { OwnAddresses } from "./allocate.ts";

const WAY_OUT = "name another stateFile, or remove it: the node then gets other addresses";

/** The state file in which an agent keeps its addresses over a restart, since other nodes know them. */
export class AddressFile {
  readonly #node: string;
  readonly #file: StateFile<Partial<OwnAddresses>>;
  #addresses: Partial<OwnAddresses>;

  private constructor(path: string, node: string) {
    this.#node = node;
    this.#file = new StateFile(path, {
      command: "overlay",
      version: 1,
      name: `a state file of node ${node}`,
      wayOut: WAY_OUT,
      contentOf: (fields) => addressesIn(fields, node),
    });
    this.#addresses = this.#file.read() ?? {};
  }

  /**
   * Reads the file; a missing one has no addresses.
   *
   * @throws {VppError} `VPP_FILE` when the file is of another node, of a newer version, truncated, or not a state file. Such a
   *   file is never replaced.
   */
  static open(path: string, nodeId: string): AddressFile {
    return new AddressFile(path, nodeId);
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
    const fields = this.#fieldsOf(addresses);
    // Before the file is opened for writing: a disk that is read-only is no error if there is nothing to write.
    if (this.#file.textOf(fields) === this.#file.textOf(this.#fieldsOf(this.#addresses))) return;
    this.#file.write(fields);
    this.#addresses = addresses;
  }

  #fieldsOf({ localSids, bsids }: Partial<OwnAddresses>): object {
    return { node: this.#node, localSids, bsids };
  }
}

/** Throws an `Error` whose text does not name the path. */
function addressesIn(fields: Readonly<Record<string, unknown>>, nodeId: string): Partial<OwnAddresses> {
  const { node, localSids, bsids } = fields;
  if (node !== nodeId) throw new Error(`the state of node ${JSON.stringify(node)}, and this is node ${nodeId}`);
  return {
    ...(localSids !== undefined && { localSids: pairFrom(localSids, "localSids", "DT4", "DT6") }),
    ...(bsids !== undefined && { bsids: pairFrom(bsids, "bsids", "IPv4", "IPv6") }),
  };
}

function pairFrom<Name extends string>(json: unknown, key: string, ...names: readonly [Name, Name]) {
  const texts = Object(json) as Readonly<Record<string, unknown>>;
  const pair = names.map((name) => {
    if (typeof texts[name] !== "string") throw new Error(`damaged: ${key}.${name} is missing`);
    return [name, Ip6Address.parse(texts[name])];
  });
  return Object.fromEntries(pair) as { readonly [name in Name]: Ip6Address };
}
