import { namingCaller, VppError } from "../errors.ts";
import {
  BOOLEAN,
  checkOptions,
  countFrom,
  type Kind,
  MILLISECONDS,
  OBJECT,
  PATH,
  SIGNAL,
  TEXT,
} from "./argument-error.ts";
import { VppClient } from "./client.ts";
import { closeOnSignals } from "./connection/index.ts";
import { newCounters } from "./counters.ts";
import { inLaterTurn } from "./later-turn.ts";
import { openConnection } from "./open-connection.ts";
import type { ConnectOptions, SharedMemoryOptions } from "./options.ts";
import type { Open } from "./session/index.ts";

const DEFAULT_NAME = "tsvpp";
const DEFAULT_TIMEOUT_MS = 5000;

const SHARED_MEMORY: Kind = {
  expected: "true, false or an object",
  holds: (value) => BOOLEAN.holds(value) || OBJECT.holds(value),
};
/** A part of a file's name. */
const PREFIX: Kind = {
  expected: "a prefix of a file's name",
  holds: (value) => PATH.holds(value) && !(value as string).includes("/"),
};

const CONNECT_OPTIONS: readonly (readonly [keyof ConnectOptions, Kind])[] = [
  ["socketPath", PATH],
  ["name", TEXT],
  ["waitMs", MILLISECONDS],
  ["timeoutMs", MILLISECONDS],
  ["maxQueuedBytes", countFrom(1)],
  ["apiFolder", PATH],
  ["sharedMemory", SHARED_MEMORY],
  ["unguarded", BOOLEAN],
  ["closeOnSignals", BOOLEAN],
  ["signal", SIGNAL],
];

const SHARED_MEMORY_OPTIONS: readonly (readonly [keyof SharedMemoryOptions, Kind])[] = [
  ["prefix", PREFIX],
  ["required", BOOLEAN],
];

/**
 * Connects to VPP's API socket and registers a client, which from then on keeps itself connected until it is closed. Close it
 * when it is done: VPP 26.06 can livelock when clients end without saying so.
 *
 * @throws {VppError} `VPP_CONNECT`, naming path and reason; `VPP_ABORTED`; `VPP_FIELD_RANGE` for a wrong option;
 * `VPP_SHARED_MEMORY` or `VPP_NATIVE` when the shared memory is required and not fit to be used.
 */
export async function connect(options: ConnectOptions = {}): Promise<VppClient> {
  try {
    checkOptions("connect", options, CONNECT_OPTIONS);
    checkOptions("connect: sharedMemory", Object(options.sharedMemory), SHARED_MEMORY_OPTIONS);
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
  const open: Open = (...bounds) => openConnection({ options, name, counters }, ...bounds);
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
