import type { Stats } from "../../stats/index.ts";
import { UsageError } from "../arguments/index.ts";
import type { Invocation } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { interrupted } from "../io.ts";
import { MetricsServer, parseHostPort } from "../metrics/index.ts";
import { LocalSidSource } from "./local-sids.ts";
import { DEFAULT_PATTERNS, INTERFACE_NAMES, prometheusText } from "./prometheus.ts";

const DEFAULT_LISTEN = "127.0.0.1:9482";

/** Serves statistics to Prometheus until a signal ends it. */
export async function serve(stats: Stats, patterns: readonly string[], invocation: Invocation): Promise<ExitCode> {
  const { values, output, io } = invocation;
  const at = parseHostPort("--listen", values.listen ?? DEFAULT_LISTEN);
  const wanted = patterns.length === 0 ? DEFAULT_PATTERNS : [...patterns, `^${INTERFACE_NAMES}$`];
  // A wrong pattern is an error now, and not of each scrape.
  await stats.list(wanted);
  await using server = await MetricsServer.listen("--listen", at);
  await using localSids = await LocalSidSource.open(invocation);
  server.serve(async () => prometheusText(await stats.read(wanted), await localSids.read()));
  const host = at.host.includes(":") ? `[${at.host}]` : at.host;
  const url = `http://${host}:${server.port}/metrics`;
  if (output.isJson) output.json({ url });
  else output.line(`serving ${url}`);
  await interrupted(io);
  return EXIT.done;
}

/** Refuses options that only serving has. @throws {UsageError} */
export function refuseServing({ values }: Invocation): void {
  if (values.listen !== undefined) throw new UsageError("stats: --listen is for --prometheus");
}
