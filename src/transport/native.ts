import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { errorText, VppError } from "../errors.ts";

/** The functions in `native/`, which Node.js has not. They do not block, and throw errors with a negative `errno`. */
export interface Native {
  /** Returns the descriptor of a new connection to a SOCK_SEQPACKET socket. */
  connect(path: string): number;
  /** Returns the one descriptor that the peer of a connection has sent. EAGAIN: nothing has come; ENODATA: none; E2BIG: several. */
  receive(connection: number): number;
  /** Returns the descriptor of a new SOCK_SEQPACKET socket that listens at a path. */
  listen(path: string): number;
  /** Accepts a client and sends it descriptors, at most 8. Returns 1, or 0 if no client waits. */
  give(listener: number, descriptors: readonly number[]): number;
}

const FILE = `prebuilds/${process.platform}-${process.arch}/tsvpp.node`;

let native: Native | undefined;

/**
 * Returns the compiled part of this package, which is loaded by the first call.
 *
 * @throws {VppError} `VPP_NATIVE` when it is missing or cannot be loaded.
 */
export function loadNative(): Native {
  native ??= load(findNative());
  return native;
}

/** Returns the path of the compiled part; empty text if the package is not installed, as beside a bundle that contains its code. */
function findNative(): string {
  try {
    return fileURLToPath(new URL(FILE, import.meta.resolve("tsvpp/package.json")));
  } catch {
    return "";
  }
}

/** Loads a compiled part from a path. @throws {VppError} as `loadNative`. */
export function load(path: string): Native {
  if (!existsSync(path)) throw new VppError("VPP_NATIVE", whatToDo(path));
  try {
    return createRequire(path)(path) as Native;
  } catch (cause) {
    throw new VppError("VPP_NATIVE", `${path}: cannot be loaded: ${errorText(cause)}`, { cause });
  }
}

function whatToDo(path: string): string {
  if (process.platform !== "linux") return "statistics of VPP need Linux";
  if (path === "") {
    return "the compiled part of tsvpp is not found: leave tsvpp out of the bundle and install it beside the program";
  }
  return `${path}: no such file. In a checkout, install a C compiler (cc) and run npm run build; packages have it for linux-x64`;
}
