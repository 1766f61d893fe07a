import { setTimeout as delay } from "node:timers/promises";
import { VppError } from "../errors.ts";
import { connectSocket, DEFAULT_SOCKET_PATH, type Transport } from "../transport/index.ts";
import { askForApiJson } from "./ask-api-json.ts";
import { VppClient } from "./client.ts";
import { Connection } from "./connection.ts";
import type { ConnectOptions } from "./options.ts";
import { register } from "./registration.ts";

const DEFAULT_TIMEOUT_MS = 5000;
const DEFAULT_MAX_QUEUED_BYTES = 16 * 1024 * 1024;
const HANDSHAKE_MS = 5000;
const RETRY_MS = 100;

/** Errors of a VPP that is about to start: its socket is not there yet, or left over from the last one. */
const NOT_YET: ReadonlySet<unknown> = new Set(["ENOENT", "ECONNREFUSED"]);

/**
 * Connects to VPP's API socket and registers a client. Close the client when it is done: VPP 26.06 can livelock when
 * clients end without saying so.
 *
 * @throws {VppError} `VPP_CONNECT`, naming path and reason; `VPP_ABORTED`.
 */
export async function connect(options: ConnectOptions = {}): Promise<VppClient> {
  const { socketPath = DEFAULT_SOCKET_PATH, name = "tsvpp", timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const transport = await open(socketPath, options);
  const registration = await register(transport, name, HANDSHAKE_MS, options.signal).catch((reason: VppError) => {
    throw new VppError(reason.code, `${socketPath}: ${reason.message}`, { cause: reason });
  });
  const connection: Connection = new Connection(transport, registration, options.unguarded !== true, {
    folder: options.apiFolder,
    ask: () => askForApiJson(connection),
  });
  return new VppClient(connection, timeoutMs);
}

async function open(path: string, { waitMs = 0, signal, maxQueuedBytes }: ConnectOptions): Promise<Transport> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    if (signal?.aborted) throw new VppError("VPP_ABORTED", `${path}: connecting was aborted`, { cause: signal.reason });
    try {
      return await connectSocket(path, { maxQueuedBytes: maxQueuedBytes ?? DEFAULT_MAX_QUEUED_BYTES });
    } catch (reason) {
      const code = ((reason as VppError).cause as NodeJS.ErrnoException).code;
      if (!NOT_YET.has(code) || performance.now() >= deadline) throw reason;
    }
    await delay(RETRY_MS, undefined, { signal }).catch(() => {});
  }
}
