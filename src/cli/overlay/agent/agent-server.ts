import { type ControlConnection, type ControlServer, type Fields, listenForRequests } from "../../../control/index.ts";
import { VppError } from "../../../errors.ts";
import type { Overlay } from "../../../overlay/index.ts";

/** Where the agent of a node answers questions. */
export const DEFAULT_SERVER = "/run/tsvpp/overlay.sock";

/** The form of answers; a reader of another form does not understand them. */
export const ANSWER_FORMAT = 1;

/** A question has two short fields. */
const MAX_REQUEST_BYTES = 1024;

/** How an agent has ended. */
export type AgentEnd = { readonly hasLeft: boolean; readonly error?: string };

/** Answers questions about an agent on a UNIX socket. Nothing that is asked there changes the agent. */
export class AgentServer implements Disposable {
  readonly #waiting = new Set<ControlConnection>();
  #server: ControlServer | undefined;
  #overlay: Overlay | undefined;

  private constructor() {}

  /** @throws {VppError} `VPP_FILE` when another agent answers there, or the socket cannot be made. */
  static async listen(path: string): Promise<AgentServer> {
    const agent = new AgentServer();
    agent.#server = await listenForRequests(path, (...request) => agent.#answer(...request), MAX_REQUEST_BYTES);
    return agent;
  }

  /** The agent has started: from now on its state is known. */
  serve(overlay: Overlay): void {
    this.#overlay = overlay;
  }

  /** Reports the end of the agent to all who wait for it. */
  end(end: AgentEnd): void {
    for (const connection of this.#waiting) connection.send(end);
  }

  /** Ends the server and removes its socket. */
  [Symbol.dispose](): void {
    this.#server?.close();
  }

  #answer({ kind, address }: Fields, connection: ControlConnection): object | Promise<object> {
    const head = { agent: "tsvpp overlay", format: ANSWER_FORMAT, pid: process.pid };
    switch (kind) {
      case "status":
        return this.#status(head);
      case "explain":
        if (this.#overlay === undefined) throw new VppError("VPP_CONNECT", "the agent still waits for VPP");
        return { ...head, explanation: this.#overlay.explain(String(address)) };
      case "end":
        this.#waiting.add(connection);
        connection.keep(() => this.#waiting.delete(connection));
        return head;
      default:
        throw new VppError("VPP_JSON", "kind: expected status, explain or end");
    }
  }
  async #status(head: object): Promise<object> {
    return { ...head, status: await this.#overlay?.readStatus() };
  }
}
