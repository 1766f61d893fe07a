import { VppError } from "../errors.ts";
import { printable } from "../printable.ts";
import { connectSocket, DEFAULT_SOCKET_PATH, type LaneNative } from "../transport/index.ts";
import { askForApiJson, Connection, createBytes, leave, leaveIfExitComesFirst, register } from "./connection/index.ts";
import type { Counters } from "./counters.ts";
import type { LaneOptions } from "./lane/index.ts";
import type { ConnectOptions, SharedMemoryOptions } from "./options.ts";
import type { Open } from "./session/index.ts";
import { ServedMessages } from "./versions/index.ts";

const DEFAULT_MAX_QUEUED_BYTES = 16 * 1024 * 1024;
const HANDSHAKE_MS = 5000;

/** What all connections of a client have in common. */
export interface ConnectionParts {
  readonly options: ConnectOptions;
  readonly name: string;
  readonly counters: Counters;
  /** The functions for shared memory; those of the compiled part if there are none. */
  readonly native?: LaneNative;
}

/**
 * Opens a socket, registers a client on it, and opens a lane beside it if the options ask for one.
 *
 * @throws {VppError} `VPP_CONNECT`, `VPP_ABORTED`; when the shared memory is required, also `VPP_SHARED_MEMORY` and `VPP_NATIVE`.
 */
export async function openConnection(
  parts: ConnectionParts,
  ...[signal, deadline, onOpening]: Parameters<Open>
): Promise<Connection> {
  const { options, name, counters } = parts;
  const { socketPath = DEFAULT_SOCKET_PATH, maxQueuedBytes = DEFAULT_MAX_QUEUED_BYTES } = options;
  if (signal.aborted) {
    throw new VppError("VPP_ABORTED", `${printable(socketPath)}: connecting was aborted`, { cause: signal.reason });
  }
  const create = createBytes(name);
  const transport = await connectSocket(socketPath, {
    maxQueuedBytes,
    onOpening: (opening) => {
      leaveIfExitComesFirst(opening, create);
      onOpening(opening);
    },
  });
  const handshakeMs = Math.max(HANDSHAKE_MS, deadline - performance.now());
  const registration = await register(transport, name, handshakeMs, signal).catch((reason: unknown) => {
    const { code, message, cause } = VppError.from(reason);
    throw new VppError(code, `${printable(socketPath)}: ${message}`, { cause });
  });
  const sources = { folder: options.apiFolder, ask: () => askForApiJson(connection) };
  const served = new ServedMessages(registration.table, options.unguarded !== true, sources);
  const connection: Connection = new Connection(transport, registration, served, counters);
  const { sharedMemory = false } = options;
  if (sharedMemory === false) return connection;
  const { prefix, required }: SharedMemoryOptions = sharedMemory === true ? {} : sharedMemory;
  await addLane(connection, parts, { socketPath, name, prefix, maxQueuedBytes, signal }, required === true);
  return connection;
}

/** Opens a lane; if that fails, notes why, or ends the connection if the lane is required. */
async function addLane(
  connection: Connection,
  { counters, native }: ConnectionParts,
  laneOptions: LaneOptions,
  isRequired: boolean,
): Promise<void> {
  try {
    // Few programs use it: it is loaded at first use.
    const { openLane } = await import("./lane/index.ts");
    await openLane(connection, laneOptions, counters, native);
  } catch (cause) {
    const reason = VppError.from(cause);
    connection.sharedMemory.state = { type: "refused", reason };
    if (!isRequired) return;
    await leave(connection);
    throw reason;
  }
}
