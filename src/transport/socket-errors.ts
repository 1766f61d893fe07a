import { readFileSync, statSync } from "node:fs";

/** The longest path in the kernel's address of a UNIX socket, without the NUL. Node.js 20 truncates a longer one. */
const MAX_PATH_BYTES = 107;

/** Returns whether a path is too long for a UNIX socket. */
export function isTooLong(path: string): boolean {
  return Buffer.byteLength(path) > MAX_PATH_BYTES;
}

/** Returns the error text for such a path. */
export function tooLongText(path: string): string {
  return `${path}: too long for a socket path (at most ${MAX_PATH_BYTES} bytes)`;
}

/** The sockets of VPP: the section of its configuration that has the path, and the text for a socket of another type. */
export interface SocketKind {
  readonly section: string;
  readonly otherType: string;
}

export const API_SOCKET: SocketKind = {
  section: "socksvr",
  otherType: "not a stream socket. Use VPP's API socket, not its CLI socket or its statistics socket",
};
export const STATS_SOCKET: SocketKind = {
  section: "statseg",
  otherType: "not VPP's statistics socket. Use that of statseg, not its API socket or its CLI socket",
};

/** Returns the error text for a failed connection: the path, the reason, and what to do. */
export function describeConnectError(
  path: string,
  error: NodeJS.ErrnoException,
  kind: SocketKind = API_SOCKET,
): string {
  if (isTooLong(path)) return tooLongText(path);
  switch (error.code) {
    case "ENOENT":
      return `${path}: no such socket. Is VPP running, with ${kind.section} { socket-name ${path} }?`;
    case "ECONNREFUSED":
      if (isOtherFile(path)) return `${path}: not a socket`;
      return `${path}: no process listens. Did VPP end, or is it still starting?`;
    case "EAGAIN":
      return `${path}: too many clients wait for VPP to accept them. Try again, or set waitMs`;
    case "EACCES":
    case "EPERM":
      return `${path}: permission denied. ${howToGetAccess(path)}`;
    case "ENOTSOCK":
    case "EPROTOTYPE":
      return `${path}: ${kind.otherType}`;
    default:
      return `${path}: ${error.message}`;
  }
}

/**
 * Returns whether the path is a file of another type. Linux refuses to connect to one with the same errno as to a socket
 * without a listener.
 */
function isOtherFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isSocket() === false;
}

function howToGetAccess(path: string): string {
  const group = groupOf(path);
  return group === undefined
    ? "VPP's socket is open to the members of its group: join it, or use sudo"
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

/** Leaves out of what Node.js prints of a system's error what its text says, and functions of Node.js. */
export function briefly<E extends Error>(error: E): E {
  error.stack = `${error.name}: ${error.message}`;
  for (const name of ["errno", "syscall", "address"]) {
    if (name in error) Object.defineProperty(error, name, { enumerable: false });
  }
  return error;
}
