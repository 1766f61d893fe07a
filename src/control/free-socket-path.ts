import { lstatSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { dirname } from "node:path";
import { VppError } from "../errors.ts";
import { reasonOf } from "../files/index.ts";
import { printable } from "../printable.ts";

/**
 * Makes sure that a socket can be created at a path: removes the socket of a process that has ended.
 *
 * @throws {VppError} `VPP_FILE` when a process listens there, when anything else is there, or when the folder does not exist.
 */
export async function freeSocketPath(path: string): Promise<void> {
  const reason = await whyTaken(path);
  if (reason !== undefined) throw new VppError("VPP_FILE", `cannot listen on ${printable(path)}: ${reason}`);
}

async function whyTaken(path: string): Promise<string | undefined> {
  try {
    const folder = dirname(path);
    if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return `there is no folder ${printable(folder)}`;
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    if (!found.isSocket()) return "what is there is not a socket: name another path, or remove it";
    const isOurs = await isLeft(path);
    // Another process may have taken it over meanwhile.
    const isSame = lstatSync(path, { throwIfNoEntry: false })?.ino === found.ino;
    if (!isOurs || !isSame) return "another process listens there: name another path, or end that process";
    rmSync(path);
    return undefined;
  } catch (reason) {
    return reasonOf(reason);
  }
}

/** Whether the process that listened on a socket has ended. */
function isLeft(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code === "ECONNREFUSED"));
  });
}
