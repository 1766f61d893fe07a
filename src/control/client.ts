import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { VppError } from "../errors.ts";
import { MAX_INPUT_BYTES, reasonOf } from "../files/index.ts";
import { printable } from "../printable.ts";
import { type Fields, fieldsOf } from "./fields.ts";
import { LineReader } from "./line-reader.ts";

/** How long the server may take for an answer. */
const ANSWER_MS = 30_000;

/** The server that a client expects, for error texts. */
export interface ControlService {
  /** `srv6-pi server` in `no srv6-pi server listens`. */
  readonly name: string;
  /** What to do if none listens: `start it with ...`. */
  readonly wayOut: string;
}

/** A connection to a process that answers requests. */
export class ControlClient implements Disposable {
  readonly #path: string;
  readonly #service: ControlService;
  readonly #socket: Socket;
  readonly #lines: AsyncGenerator<string, void>;
  #isClosed = false;

  /** @internal Use `connectToControl`. */
  constructor(path: string, service: ControlService, socket: Socket) {
    this.#path = printable(path);
    this.#service = service;
    this.#socket = socket;
    this.#lines = linesOf(socket);
  }

  /**
   * Sends a request and returns its answer. One request at a time.
   *
   * @throws {VppError} `VPP_FIELD_RANGE` when the server refuses the request; `VPP_CONNECTION_LOST` when it ends or does not answer within
   *   30 s; `VPP_CONNECT` when it is another server; `VPP_CLOSED` when this end is closed.
   */
  async request(request: object): Promise<Fields> {
    this.#socket.write(`${JSON.stringify(request)}\n`);
    const answer = await this.next();
    if (answer === undefined) throw new VppError("VPP_CLOSED", `${this.#path}: closed before the answer`);
    if (answer.error === undefined) return answer;
    throw new VppError("VPP_FIELD_RANGE", `refused by ${this.#path}: ${String(answer.error)}`);
  }

  /** Waits for further lines without end. */
  keep(): void {
    this.#socket.setTimeout(0);
  }

  /** Returns the next line of the server; undefined once this end is closed. @throws {VppError} as `request`. */
  async next(): Promise<Fields | undefined> {
    try {
      const { value, done } = await this.#lines.next();
      if (!done) return fieldsOf(this.#parse(value));
      throw new Error(`the ${this.#service.name} has ended`);
    } catch (reason) {
      if (this.#isClosed) return undefined;
      if (reason instanceof VppError) throw reason;
      throw new VppError("VPP_CONNECTION_LOST", `${this.#path}: ${reasonOf(reason)}`);
    }
  }

  /** Ends the connection. */
  close(): void {
    this.#isClosed = true;
    this.#socket.destroy();
  }

  /** Ends the connection as `close` does, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #parse(line: string): unknown {
    try {
      return JSON.parse(line);
    } catch {
      throw new VppError("VPP_CONNECT", `${this.#path}: what listens there is no ${this.#service.name}`);
    }
  }
}

/** Connects to a process that answers requests on a UNIX socket. @throws {VppError} `VPP_CONNECT`. */
export async function connectToControl(path: string, service: ControlService): Promise<ControlClient> {
  const socket = createConnection(path);
  try {
    await once(socket, "connect");
  } catch (cause) {
    const text = `${printable(path)}: no ${service.name} listens: ${reasonOf(cause)}; ${service.wayOut}`;
    throw new VppError("VPP_CONNECT", text, { cause });
  }
  socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`)));
  return new ControlClient(path, service, socket);
}

async function* linesOf(socket: Socket): AsyncGenerator<string, void> {
  const reader = new LineReader(MAX_INPUT_BYTES);
  for await (const chunk of socket) yield* reader.push(chunk);
}
