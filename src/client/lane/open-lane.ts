import { randomBytes } from "node:crypto";
import { memclntCreateV2, memclntDelete, memclntKeepalive } from "../../binapi/memclnt.ts";
import { cliInband } from "../../binapi/vlib.ts";
import { VppError } from "../../errors.ts";
import {
  type LaneIds,
  type LaneNative,
  type LaneRegion,
  LaneTransport,
  openLaneRegion,
} from "../../transport/index.ts";
import type { Message, MessageTable } from "../../wire/index.ts";
import type { Connection } from "../connection/index.ts";
import type { Counters } from "../counters.ts";
import type { Bounds } from "./ask.ts";
import { Lane } from "./lane.ts";
import { LaneConnection } from "./lane-connection.ts";
import { freeBytes, isListed, NAME_COLUMNS, versionOf } from "./vpp-shows.ts";

/** The releases with which the lane was run. Another may have other structures in its memory. */
const RELEASES = /^26\.06\b/;
/** A client that is killed leaves up to 26 kB behind for ever; without memory VPP ends. */
const MIN_FREE_BYTES = 4 * 2 ** 20;
const OPEN_MS = 5000;
const NONCE_BYTES = 4;

/** How a lane is opened. */
export interface LaneOptions {
  readonly socketPath: string;
  /** The name of the client. */
  readonly name: string;
  readonly prefix: string | undefined;
  readonly maxQueuedBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Opens a lane beside the socket of a connection, if VPP's shared memory is fit to be used: VPP is of a release with which the lane
 * was run, it has memory to spare, and the memory is that of the VPP behind the socket.
 *
 * @throws {VppError} `VPP_SHARED_MEMORY`, `VPP_NATIVE`, `VPP_TIMEOUT`, `VPP_ABORTED`; nothing is left open.
 */
export async function openLane(
  socket: Connection,
  options: LaneOptions,
  counters: Counters,
  native?: LaneNative,
): Promise<void> {
  const deadline = performance.now() + OPEN_MS;
  const bounds = { timeoutMs: OPEN_MS, signal: options.signal };
  await checkVpp(socket, bounds);
  const name = nameOf(options.name);
  const ids = idsIn(socket.registration.table);
  const region = openLaneRegion({ ...options, name, ids }, native);
  let isRegistered = false;
  try {
    await connectRegion(region, socket, deadline, options.signal);
    isRegistered = true;
    const { clientIndex, slots, queueAddress } = region.info();
    const stillListed = (): Promise<boolean> => isListed(socket, name, queueAddress, { ...bounds, signal: undefined });
    if (!(await isListed(socket, name, queueAddress, bounds))) throw otherVpp(options);
    const transport = new LaneTransport(region, options.maxQueuedBytes);
    const connection = new LaneConnection(transport, clientIndex, slots, socket, counters);
    socket.sharedMemory.lane = new Lane(socket, connection, transport, stillListed);
    socket.sharedMemory.state = { type: "on", slots: connection.maxWindow };
  } catch (reason) {
    region.close(isRegistered);
    throw reason;
  }
}

async function checkVpp(socket: Connection, bounds: Bounds): Promise<void> {
  const version = await versionOf(socket, bounds);
  if (!RELEASES.test(version)) {
    throw refusal(`VPP is ${version}, and its shared memory was tried with 26.06 only`);
  }
  const free = await freeBytes(socket, bounds);
  if (free === undefined) throw refusal("VPP does not say how much of it is free (show memory api-segment)");
  if (free >= MIN_FREE_BYTES) return;
  const mb = (free / 2 ** 20).toFixed(1);
  throw refusal(`only ${mb} MB of it are free, and VPP ends without. Give VPP more: api-segment { api-size 64M }`);
}

/** Goes on with the registration, and wakes VPP whenever it waits for VPP. */
async function connectRegion(
  region: LaneRegion,
  socket: Connection,
  deadline: number,
  signal: AbortSignal,
): Promise<void> {
  while (!region.connect()) {
    const leftMs = deadline - performance.now();
    if (signal.aborted || leftMs <= 0) {
      // VPP answers: it removes what it has registered so far, which has no keepalive yet.
      region.close(true);
      if (leftMs <= 0) throw refusal(`VPP has not registered the client within ${OPEN_MS} ms`);
      throw new VppError("VPP_ABORTED", "connecting was aborted", { cause: signal.reason });
    }
    await new Promise<void>((resolve, reject) => {
      socket.ping(resolve, reject, leftMs);
    });
  }
}

/** Returns a name that no other client has, and that VPP's tables show in full. */
function nameOf(clientName: string): string {
  const nonce = randomBytes(NONCE_BYTES).toString("hex");
  const known = clientName.replaceAll(/[^\w-]/g, "_").slice(0, NAME_COLUMNS - nonce.length - 1);
  return `${known}-${nonce}`;
}

/**
 * Returns the ids that a VPP gives to the messages of registration.
 *
 * @throws {VppError} `VPP_SHARED_MEMORY` for a message that VPP lacks, or has in another version.
 */
export function idsIn(table: MessageTable): LaneIds {
  const id = (message: Message<unknown>): number => {
    const found = table.find(message);
    if (found === undefined) throw refusal(`VPP lacks ${message.name}`);
    return found;
  };
  return {
    memclntCreateV2: id(memclntCreateV2),
    memclntCreateV2Reply: id(memclntCreateV2.reply),
    memclntDelete: id(memclntDelete),
    memclntDeleteReply: id(memclntDelete.reply),
    memclntKeepalive: id(memclntKeepalive),
    memclntKeepaliveReply: id(memclntKeepalive.reply),
    cliInband: id(cliInband),
    cliInbandReply: id(cliInband.reply),
  };
}

function otherVpp({ socketPath, prefix }: LaneOptions): VppError {
  const which = prefix === undefined ? "without a prefix" : `with prefix ${prefix}`;
  const what = `the memory ${which} belongs to another VPP than ${socketPath}`;
  return refusal(`${what}. Set sharedMemory.prefix to that of api-segment { prefix } in VPP's configuration`);
}

function refusal(why: string): VppError {
  return new VppError("VPP_SHARED_MEMORY", `VPP's shared memory is not used: ${why}`);
}
