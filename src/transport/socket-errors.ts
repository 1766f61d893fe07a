import { readFileSync, statSync } from "node:fs";

/** What the kernel's address of a UNIX socket holds, beside the NUL; Node 20 cuts what is longer. */
const MAX_PATH_BYTES = 107;

/** Returns whether a path is longer than any socket's can be. */
export function isTooLong(path: string): boolean {
  return Buffer.byteLength(path) > MAX_PATH_BYTES;
}

/** What there is to say about such a path. */
export function tooLongText(path: string): string {
  return `${path}: too long for a socket path (${MAX_PATH_BYTES} bytes)`;
}

/** Why a UNIX socket could not be connected to, and what a person can do about it. */
export function describeConnectError(path: string, error: NodeJS.ErrnoException): string {
  if (isTooLong(path)) return tooLongText(path);
  switch (error.code) {
    case "ENOENT":
      return `${path}: no such socket. Is VPP running, with socksvr { socket-name ${path} }?`;
    case "ECONNREFUSED":
      if (isOtherFile(path)) return `${path}: not a socket`;
      return `${path}: nobody listens. Did VPP end, or is it still starting?`;
    case "EAGAIN":
      return `${path}: too many wait to be connected. VPP takes few at a time: wait for it (waitMs)`;
    case "EACCES":
    case "EPERM":
      return `${path}: permission denied. ${howToGetAccess(path)}`;
    case "ENOTSOCK":
    case "EPROTOTYPE":
      return `${path}: not a stream socket. VPP's API socket is wanted, not that of its CLI or its statistics`;
    default:
      return `${path}: ${error.message}`;
  }
}

/** Linux refuses the connection to a file that is no socket, as if nobody listened. */
function isOtherFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isSocket() === false;
}

function howToGetAccess(path: string): string {
  const group = groupOf(path);
  return group === undefined
    ? "VPP's socket is open to its group"
    : `The socket is open to group ${group}: join it, or use sudo`;
}

function groupOf(path: string): string | undefined {
  try {
    const { gid } = statSync(path);
    const line = readFileSync("/etc/group", "utf8")
      .split("\n")
      .find((entry) => entry.split(":")[2] === String(gid));
    return line?.split(":")[0] ?? String(gid);
  } catch {
    return undefined;
  }
}
