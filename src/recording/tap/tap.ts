import { once } from "node:events";
import { chmodSync, chownSync, statSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { freeSocketPath } from "../../control/index.ts";
import { VppError } from "../../errors.ts";
import { reasonOf } from "../../files/index.ts";
import { printable } from "../../printable.ts";
import { isTooLong, tooLongText } from "../../transport/index.ts";
import { TappedConnection, type TapSettings } from "./tapped-connection.ts";

/** Only the owner of the process can connect until the socket has the rights of VPP's. */
const UMASK = 0o177;
/** The bits of a mode that a user has without the group and others. */
const OWNER_ONLY = 0o700;
const RIGHTS = 0o777;

/** Stands between clients and VPP, and records all messages. */
export class Tap {
  /** The number of connections so far. */
  connections = 0;
  readonly #settings: TapSettings;
  readonly #server: Server;
  readonly #open = new Set<TappedConnection>();

  /** @internal Use `openTap`. */
  constructor(settings: TapSettings) {
    this.#settings = settings;
    // Half open: a client that has ended its side still gets answers.
    this.#server = createServer({ allowHalfOpen: true }, (client) => {
      const connection = new TappedConnection(client, ++this.connections, settings);
      this.#open.add(connection);
      void connection.closed.then(() => this.#open.delete(connection));
    });
  }

  /** @internal */
  async listen(path: string): Promise<void> {
    await listenPrivately(this.#server, path);
    // A connection that cannot be accepted is its client's trouble.
    this.#server.on("error", () => {});
    this.#takeRights(path);
  }

  /** Ends all clients, each with a goodbye to VPP, and removes the socket. Resolves when VPP has ended all connections. */
  async close(): Promise<void> {
    this.#server.close();
    const open = [...this.#open];
    for (const connection of open) connection.end();
    await Promise.all(open.map(({ closed }) => closed));
  }

  /** Gives the socket the owner, group and mode of VPP's, as far as this process may. */
  #takeRights(path: string): void {
    const { uid, gid, mode } = statSync(this.#settings.vppPath);
    const hasGroup = attempt(() => chownSync(path, uid, gid)) || attempt(() => chownSync(path, -1, gid));
    if (!hasGroup)
      this.#settings.note(`${printable(path)}: only this user may connect: its group cannot be that of VPP's socket`);
    chmodSync(path, mode & (hasGroup ? RIGHTS : OWNER_ONLY));
  }
}

/**
 * Listens on a path for clients of the VPP behind another one. Takes the place of the socket of a process that has ended, and of
 * nothing else.
 *
 * @throws {VppError} `VPP_FILE` if the path is taken or the socket cannot be made.
 */
export async function openTap(path: string, settings: TapSettings): Promise<Tap> {
  // Node.js 20 truncates the path and listens somewhere else.
  if (isTooLong(path)) throw new VppError("VPP_FILE", `cannot listen on ${printable(tooLongText(path))}`);
  await freeSocketPath(path);
  const tap = new Tap(settings);
  try {
    await tap.listen(path);
    return tap;
  } catch (cause) {
    await tap.close();
    throw new VppError("VPP_FILE", `cannot listen on ${printable(path)}: ${reasonOf(cause)}`, { cause });
  }
}

async function listenPrivately(server: Server, path: string): Promise<void> {
  // Set while the socket is made, so that it never has other rights.
  const before = process.umask(UMASK);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await once(server, "listening");
}

function attempt(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
