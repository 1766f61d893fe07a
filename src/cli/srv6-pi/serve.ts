import { freeSocketPath } from "../../control/index.ts";
import { listenForCommands, parseConfig, startInjector } from "../../injector/index.ts";
import { UsageError } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { readText } from "../input.ts";
import { interrupted } from "../io.ts";
import { printEvent } from "./watch.ts";

/** `tsvpp srv6-pi serve --config FILE` */
export const serve: Command = {
  operands: [],
  options: ["config"],
  help: "",

  async run({ values, output, io }) {
    const { config: path } = values;
    if (path === undefined) throw new UsageError("srv6-pi serve: --config is missing (see tsvpp srv6-pi --help)");
    const config = parseConfig(await readText(path, io), path);
    // First, so that a second server does not disturb the sessions of the first one.
    await freeSocketPath(config.socket);
    const injector = await startInjector(config, (event) => printEvent(event, output));
    try {
      const server = await listenForCommands(config.socket, injector);
      const count = injector.list().length;
      if (output.isJson) output.json({ kind: "listening", socket: config.socket, policies: count });
      else
        output.line(
          `listening on ${config.socket}; ${count} ${count === 1 ? "policy" : "policies"} in ${config.stateFile}`,
        );
      await interrupted(io);
      server.close();
      return EXIT.done;
    } finally {
      injector.close();
    }
  },
};
