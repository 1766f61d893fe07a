import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { VppError } from "../../../errors.ts";
import { reasonOf } from "../../../files/index.ts";
import type { Overlay } from "../../../overlay/index.ts";
import { UsageError } from "../../arguments/index.ts";
import { metricsText } from "./metrics.ts";

/** Where a server listens. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** The version of the text format. @see https://prometheus.io/docs/instrumenting/exposition_formats */
const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
const MAX_PORT = 65535;
/** More scrapers at once are not answered. */
const MAX_CONNECTIONS = 16;
/** A request of a scraper is short and comes at once. */
const REQUEST_MS = 10_000;

/** Reads `127.0.0.1:9483` or `[::1]:9483`. @throws {UsageError} for anything else. */
export function parseHostPort(text: string): HostPort {
  const { host, host6, port } =
    /^(?:\[(?<host6>[^\]]+)\]|(?<host>[^:[\]]+)):(?<port>\d{1,5})$/.exec(text)?.groups ?? {};
  const number = Number(port);
  if (number <= MAX_PORT) return { host: (host6 ?? host)!, port: number };
  throw new UsageError(`--metrics ${text}: HOST:PORT is expected, such as 127.0.0.1:9483 or [::1]:9483`);
}

/** Serves the metrics of an agent to Prometheus. */
export class MetricsServer implements AsyncDisposable {
  readonly #server: Server;
  #overlay: Pick<Overlay, "readStatus"> | undefined;

  private constructor() {
    const options = { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS };
    this.#server = createServer(options, (request, response) => this.#answer(request, response));
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** @throws {UsageError} when it cannot listen there. */
  static async listen({ host, port }: HostPort): Promise<MetricsServer> {
    const metrics = new MetricsServer();
    try {
      metrics.#server.listen(port, host);
      await once(metrics.#server, "listening");
    } catch (reason) {
      throw new UsageError(`--metrics: cannot listen on ${host}, port ${port}: ${reasonOf(reason)}`);
    }
    metrics.#server.on("error", () => {});
    return metrics;
  }

  /** The port, which the system has chosen if 0 was asked for. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The agent has started: from now on it has metrics. */
  serve(overlay: Pick<Overlay, "readStatus">): void {
    this.#overlay = overlay;
  }

  /** Ends the server and its connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer({ method, url }: IncomingMessage, response: ServerResponse): void {
    response.setHeader("Content-Type", CONTENT_TYPE);
    const isMetrics = method === "GET" && url?.split("?", 1)[0] === "/metrics";
    if (!isMetrics) response.writeHead(404).end("not found: GET /metrics\n");
    else if (this.#overlay === undefined) response.writeHead(503).end("the agent still waits for VPP\n");
    else void this.#send(response, this.#overlay);
  }

  async #send(response: ServerResponse, overlay: Pick<Overlay, "readStatus">): Promise<void> {
    try {
      response.end(metricsText(await overlay.readStatus()));
    } catch (reason) {
      response.writeHead(500).end(`${VppError.from(reason).message}\n`);
    }
  }
}
