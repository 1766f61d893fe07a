import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { VppError } from "../../errors.ts";
import { reasonOf } from "../../files/index.ts";
import { UsageError } from "../arguments/index.ts";

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

/** Reads the value of an option, `127.0.0.1:9483` or `[::1]:9483`. @throws {UsageError} for anything else. */
export function parseHostPort(option: string, text: string): HostPort {
  const { host, host6, port } =
    /^(?:\[(?<host6>[^\]]+)\]|(?<host>[^:[\]]+)):(?<port>\d{1,5})$/.exec(text)?.groups ?? {};
  const number = Number(port);
  if (number <= MAX_PORT) return { host: (host6 ?? host)!, port: number };
  throw new UsageError(`${option} ${text}: HOST:PORT is expected, such as 127.0.0.1:9483 or [::1]:9483`);
}

/** Serves metrics to Prometheus. */
export class MetricsServer implements AsyncDisposable {
  readonly #server: Server;
  #read: (() => Promise<string>) | undefined;
  #reading: Promise<string> | undefined;

  private constructor() {
    const options = { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS };
    this.#server = createServer(options, (request, response) => this.#answer(request, response));
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** @throws {UsageError} with the name of the option when it cannot listen there. */
  static async listen(option: string, { host, port }: HostPort): Promise<MetricsServer> {
    const metrics = new MetricsServer();
    try {
      metrics.#server.listen(port, host);
      await once(metrics.#server, "listening");
    } catch (reason) {
      throw new UsageError(`${option}: cannot listen on ${host}, port ${port}: ${reasonOf(reason)}`);
    }
    metrics.#server.on("error", () => {});
    return metrics;
  }

  /** The port, which the system has chosen if 0 was asked for. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Answers with the text of a function from now on. It is called for one request at a time; others meanwhile get its text, too. */
  serve(read: () => Promise<string>): void {
    this.#read = read;
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
    else if (this.#read === undefined) response.writeHead(503).end("there are no metrics before VPP is connected\n");
    else void this.#send(response, this.#read);
  }

  async #send(response: ServerResponse, read: () => Promise<string>): Promise<void> {
    this.#reading ??= read().finally(() => {
      this.#reading = undefined;
    });
    try {
      response.end(await this.#reading);
    } catch (reason) {
      response.writeHead(500).end(`${VppError.from(reason).message}\n`);
    }
  }
}
