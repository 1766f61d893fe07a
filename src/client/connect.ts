import { namingCaller, VppError } from "../errors.ts";
import { printable } from "../printable.ts";
import { connectSocket, DEFAULT_SOCKET_PATH } from "../transport/index.ts";
import { BOOLEAN, checkOptions, countFrom, type Kind, MILLISECONDS, PATH, SIGNAL, TEXT } from "./argument-error.ts";
import { VppClient } from "./client.ts";
import {
  askForApiJson,
  Connection,
  closeOnSignals,
  createBytes,
  leaveIfExitComesFirst,
  register,
} from "./connection/index.ts";
import { type Counters, newCounters } from "./counters.ts";
import { inLaterTurn } from "./later-turn.ts";
import type { ConnectOptions } from "./options.ts";
import type { Open } from "./session/index.ts";

const DEFAULT_NAME = "tsvpp";
const DEFAULT_TIMEOUT_MS = 5000;
const DEFAULT_MAX_QUEUED_BYTES = 16 * 1024 * 1024;
const HANDSHAKE_MS = 5000;

const CONNECT_OPTIONS: readonly (readonly [keyof ConnectOptions, Kind])[] = [
  ["socketPath", PATH],
  ["name", TEXT],
  ["waitMs", MILLISECONDS],
  ["timeoutMs", MILLISECONDS],
  ["maxQueuedBytes", countFrom(1)],
  ["apiFolder", PATH],
  ["unguarded", BOOLEAN],
  ["closeOnSignals", BOOLEAN],
  ["signal", SIGNAL],
];

/**
 * Connects to VPP's API socket and registers a client, which from then on keeps itself connected until it is closed. Close it
 * when it is done: VPP 26.06 can livelock when clients end without saying so.
 *
 * @throws {VppError} `VPP_CONNECT`, naming path and reason; `VPP_ABORTED`; `VPP_FIELD_RANGE` for a wrong option.
 */
export async function connect(options: ConnectOptions = {}): Promise<VppClient> {
  try {
    checkOptions("connect", options, CONNECT_OPTIONS);
    return await connectedClient(options);
  } catch (reason) {
    // The promises of a turn may be settled by a function of Node.js, which the stack would name.
    await new Promise<void>(inLaterTurn);
    throw namingCaller(VppError.from(reason), connect);
  }
}

async function connectedClient(options: ConnectOptions): Promise<VppClient> {
  const { name = DEFAULT_NAME, timeoutMs = DEFAULT_TIMEOUT_MS, waitMs = 0, signal } = options;
  const counters = newCounters();
  const open: Open = (...bounds) => openConnection(options, name, counters, ...bounds);
  const client = new VppClient({ name, timeoutMs, open, counters });
  // Even while it connects: VPP may know of it already.
  if (options.closeOnSignals === true) closeOnSignals(client);
  try {
    await client.start(performance.now() + waitMs, signal);
    return client;
  } catch (reason) {
    await client.close();
    throw reason;
  }
}

async function openConnection(
  options: ConnectOptions,
  name: string,
  counters: Counters,
  ...[signal, deadline, onOpening]: Parameters<Open>
): Promise<Connection> {
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
  const connection: Connection = new Connection(transport, registration, options.unguarded !== true, sources, counters);
  return connection;
}
