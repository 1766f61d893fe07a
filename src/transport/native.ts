import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { getSystemErrorName } from "node:util";
import { errorText, VppError } from "../errors.ts";

/** The ids that a VPP gives to the messages by which a client registers in its shared memory, and leaves. */
export interface LaneIds {
  readonly memclntCreateV2: number;
  readonly memclntCreateV2Reply: number;
  readonly memclntDelete: number;
  readonly memclntDeleteReply: number;
  readonly memclntKeepalive: number;
  readonly memclntKeepaliveReply: number;
  readonly cliInband: number;
  readonly cliInbandReply: number;
}

/**
 * The functions for VPP's shared memory. EAGAIN: a lock is busy; ENOTRECOVERABLE: the memory is of no use any more; ETIMEDOUT: it
 * was not looked after for 10 s; EPROTO: the memory is not as expected; EBADF: a closed handle; EINVAL: wrong arguments.
 */
export interface LaneNative {
  /** Maps and checks a region whose file belongs to `uid` or root, and begins to register under a name. Returns a handle. */
  laneOpen(path: string, name: string, ids: LaneIds, uid: number): object;
  /** Goes on with the registration. Returns 1 when VPP has registered the client; 0 while it waits for VPP. */
  laneConnect(handle: object): number;
  /** Returns the client index, read big-endian; the slots of our queue; the low and the high half of its address in VPP. */
  laneInfo(handle: object): number[];
  /** Sends the frames of `bytes` between two offsets, as many as there is room for. Returns the offset behind the last one. */
  laneWrite(handle: object, bytes: Uint8Array, from: number, to: number): number;
  /** Copies whole frames of VPP into `bytes` from an offset on. Returns the offset behind the last. Answers keepalives. */
  laneRead(handle: object, bytes: Uint8Array, from: number): number;
  /** Gives back the slots of requests that VPP has dropped without an answer. */
  laneSettle(handle: object, count: number): void;
  /** Leaves VPP, if it still lists the client, and unmaps the region. A second call does nothing. */
  laneClose(handle: object, isListed: boolean): void;
}

/** The functions in `native/`, which Node.js has not. They do not block, and throw errors with a negative `errno`. */
export interface Native extends Partial<LaneNative> {
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

/** Returns an error of the compiled part with the name of its number as its code, as those of Node.js. */
export function named(reason: unknown): NodeJS.ErrnoException {
  const error = reason as NodeJS.ErrnoException;
  if (error.errno !== undefined) error.code = getSystemErrorName(error.errno);
  return error;
}

function whatToDo(path: string): string {
  if (process.platform !== "linux") return "VPP's memory can be read on Linux only";
  if (path === "") {
    return "the compiled part of tsvpp is not found: leave tsvpp out of the bundle and install it beside the program";
  }
  return `${path}: no such file. In a checkout, install a C compiler (cc) and run npm run build; packages have it for linux-x64`;
}
