import type { VppClient } from "../../client/index.ts";
import { type Overlay, startOverlay } from "../../overlay/index.ts";
import { UsageError } from "../arguments/index.ts";
import type { Command, Invocation } from "../command.ts";
import { awaitClient, reportLosses } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { type Io, interrupted } from "../io.ts";
import { MetricsServer, parseHostPort } from "../metrics/index.ts";
import {
  AGENT_NAME,
  AgentFiles,
  AgentServer,
  DEFAULT_SERVER,
  metricsText,
  reportOtherAgents,
  requireNoOtherAgent,
} from "./agent/index.ts";
import { EventLog } from "./events/index.ts";

/** `tsvpp overlay run --config FILE` */
export const run: Command = {
  operands: [],
  options: ["config", "server", "metrics"],
  help: "",
  endsBySignal: true,

  async run(invocation) {
    const { values, io } = invocation;
    if (values.config === undefined)
      throw new UsageError("overlay run: --config is missing (see tsvpp overlay --help)");
    const metricsAt = values.metrics === undefined ? undefined : parseHostPort("--metrics", values.metrics);
    const signals = new AgentSignals(io);
    const log = new EventLog(invocation);
    using files = await AgentFiles.open(values.config, log);
    // Before VPP and the peers see anything of this agent, so that a second one does not disturb the first one.
    using server = await AgentServer.listen(values.server ?? DEFAULT_SERVER);
    await using metrics = metricsAt && (await MetricsServer.listen("--metrics", metricsAt));
    await using vpp = await connect(invocation, files.config.vpp.socket);
    if (vpp === undefined) return EXIT.done;
    await requireNoOtherAgent(vpp, true);
    void reportLosses(vpp, invocation);
    void reportOtherAgents(vpp, (text) => log.trouble(text));
    const { config, document } = files;
    const onEvent = log.take.bind(log);
    await using overlay = await startOverlay(vpp, { config, onEvent, ...(document && { document }) });
    server.serve(overlay);
    metrics?.serve(async () => metricsText(await overlay.readStatus()));
    files.follow(overlay);
    signals.onReload(() => void files.reload());
    const { address, id } = config.node;
    log.news("started", `node ${id} (${address}): started`);
    await Promise.race([interrupted(io), signals.leave]);
    if (!io.signal.aborted) await leave(overlay, server, log);
    return EXIT.done;
  },
};

async function leave(overlay: Overlay, server: AgentServer, log: EventLog): Promise<void> {
  log.news("leaving", "leaving: the routes of this node are withdrawn, then VPP's entries are removed");
  try {
    await overlay.leave();
    log.news("left", "left: VPP has nothing of this agent any more");
    server.end({ hasLeft: true });
  } catch (reason) {
    server.end({ hasLeft: false, error: (reason as Error).message });
    throw reason;
  }
}

/** Connects to the VPP of the command line, or else of the configuration. Undefined: interrupted while it was not there. */
async function connect(invocation: Invocation, configured: string | undefined): Promise<VppClient | undefined> {
  const { options, io } = invocation;
  const socketPath = options.socketPath ?? configured;
  try {
    return await awaitClient({ ...invocation, options: { ...options, socketPath } }, AGENT_NAME);
  } catch (reason) {
    if (io.signal.aborted) return undefined;
    throw reason;
  }
}

/** The signals of an agent. They are taken from the start: without that, SIGUSR2 would end the process. */
class AgentSignals {
  /** Resolves at the first SIGUSR2. */
  readonly leave: Promise<void>;
  #reload: () => void = () => {};

  constructor({ signals }: Io) {
    this.leave = new Promise((resolve) => {
      signals?.take("SIGUSR2", resolve);
    });
    signals?.take("SIGHUP", () => this.#reload());
  }

  onReload(reload: () => void): void {
    this.#reload = reload;
  }
}
