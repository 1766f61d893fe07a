import { closeSync, fstatSync, statSync } from "node:fs";
import { VppError } from "../errors.ts";
import { receiveDescriptor } from "../transport/index.ts";
import { Reader, Segment } from "./segment/index.ts";

/** The counter that VPP increases every 10 seconds, or at the `update-interval` of its configuration. */
const HEARTBEAT = "/sys/heartbeat";
/** After so long without a heartbeat the socket is asked whether it is still the same VPP. */
const HEARTBEAT_TIMEOUT_MS = 30_000;

/** The segment of the VPP that listens at a socket. */
export class Source {
  readonly segment: Segment;
  readonly reader: Reader;
  readonly #socketPath: string;
  readonly #socket: string | undefined;
  #heartbeat: number | undefined;
  #heartbeatMs: number;

  private constructor(fd: number, socketPath: string, socket: string | undefined) {
    this.#socketPath = socketPath;
    this.#socket = socket;
    this.segment = new Segment(fd);
    this.reader = new Reader(this.segment);
    this.#heartbeatMs = performance.now();
  }

  /** Connects to VPP. @throws {VppError} `VPP_CONNECT`, `VPP_STATS`, `VPP_NATIVE`. */
  static async open(socketPath: string, timeoutMs: number): Promise<Source> {
    const socket = identityOf(socketPath);
    const fd = await receiveDescriptor(socketPath, timeoutMs);
    try {
      if (!fstatSync(fd).isFile()) {
        throw new VppError(
          "VPP_CONNECT",
          `${socketPath}: the peer sent a descriptor of no memory. Is it VPP's statistics socket?`,
        );
      }
      const source = new Source(fd, socketPath, socket);
      source.segment.readHeader();
      return source;
    } catch (reason) {
      closeSync(fd);
      throw reason;
    }
  }

  /** Ends the use of the segment. Calls that still read it fail with `reason`. */
  close(reason: VppError): void {
    this.segment.close(reason);
  }

  /** Returns whether another VPP may listen at the socket by now: the socket is new, or the heart has stopped. */
  mayBeGone(): boolean {
    const heartbeat = this.reader.valueOf(HEARTBEAT);
    const now = performance.now();
    if (heartbeat === undefined || heartbeat !== this.#heartbeat) this.#heartbeatMs = now;
    this.#heartbeat = heartbeat;
    return now - this.#heartbeatMs > HEARTBEAT_TIMEOUT_MS || identityOf(this.#socketPath) !== this.#socket;
  }
}

/** Returns what differs between two sockets at one path; undefined if there is none. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino, ctimeMs } = statSync(path);
    return `${dev}:${ino}:${ctimeMs}`;
  } catch {
    return undefined;
  }
}
