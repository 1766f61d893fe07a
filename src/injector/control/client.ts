import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { VppError } from "../../errors.ts";
import { MAX_INPUT_BYTES, reasonOf } from "../../files/index.ts";
import type { Change, Outcome } from "../change.ts";
import type { InjectorEvent, ListedPolicy, PolicyStore } from "../events.ts";
import { LineReader } from "./lines.ts";
import {
  eventFromJson,
  type Fields,
  fieldsOf,
  listedFromJson,
  listOf,
  MAX_REQUEST_BYTES,
  outcomeFromJson,
  type Request,
  requestToJson,
} from "./messages.ts";

/** How long the server may take for an answer. */
const ANSWER_MS = 30_000;

/** A connection to the server of `tsvpp srv6-pi`. */
export class ControlClient implements PolicyStore {
  readonly #path: string;
  readonly #socket: Socket;
  readonly #lines: AsyncGenerator<string, void>;
  #isClosed = false;

  /** @internal Use `connectToInjector`. */
  constructor(path: string, socket: Socket) {
    this.#path = path;
    this.#socket = socket;
    this.#lines = linesOf(socket);
  }

  async change(change: Change, isDryRun: boolean): Promise<Outcome[]> {
    const { outcomes } = await this.#request({ kind: "change", change, isDryRun });
    return listOf(outcomes, outcomeFromJson);
  }

  async list(): Promise<ListedPolicy[]> {
    const { policies } = await this.#request({ kind: "list" });
    return listOf(policies, listedFromJson);
  }

  async watch(onEvent: (event: InjectorEvent) => void): Promise<void> {
    await this.#request({ kind: "watch" });
    this.#socket.setTimeout(0);
    while (!this.#isClosed) {
      const fields = await this.#next();
      if (fields !== undefined) onEvent(eventFromJson(fields));
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#socket.destroy();
  }

  async #request(request: Request): Promise<Fields> {
    const line = `${JSON.stringify(requestToJson(request))}\n`;
    if (line.length > MAX_REQUEST_BYTES) throw new VppError("VPP_FIELD_RANGE", tooLong(line.length));
    this.#socket.write(line);
    const answer = (await this.#next()) ?? {};
    if (answer.error === undefined) return answer;
    throw new VppError("VPP_FIELD_RANGE", `refused by ${this.#path}: ${String(answer.error)}`);
  }

  /** Returns the next message; undefined once this end has closed the connection. */
  async #next(): Promise<Fields | undefined> {
    try {
      const { value, done } = await this.#lines.next();
      if (!done) return fieldsOf(parse(value, this.#path));
      throw new Error("the server has ended");
    } catch (reason) {
      if (this.#isClosed) return undefined;
      if (reason instanceof VppError) throw reason;
      throw new VppError("VPP_CONNECTION_LOST", `${this.#path}: ${reasonOf(reason)}`);
    }
  }
}

/**
 * Connects to the server of `tsvpp srv6-pi` that listens on a UNIX socket.
 *
 * @throws {VppError} `VPP_CONNECT`.
 */
export async function connectToInjector(path: string): Promise<PolicyStore> {
  const socket = createConnection(path);
  try {
    await once(socket, "connect");
  } catch (cause) {
    const wayOut = "start it with tsvpp srv6-pi serve, or name its socket with --server";
    throw new VppError("VPP_CONNECT", `${path}: no srv6-pi server listens: ${reasonOf(cause)}; ${wayOut}`, { cause });
  }
  socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`)));
  return new ControlClient(path, socket);
}

async function* linesOf(socket: Socket): AsyncGenerator<string, void> {
  const reader = new LineReader(MAX_INPUT_BYTES);
  for await (const chunk of socket) yield* reader.push(chunk);
}

function parse(line: string, path: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new VppError("VPP_CONNECT", `${path}: what listens there is no srv6-pi server`);
  }
}

function tooLong(bytes: number): string {
  return `the policies take ${bytes} bytes, and a request has at most ${MAX_REQUEST_BYTES}: name fewer files`;
}
