import t from "tap";
import { swInterfaceDump, swInterfaceSetInterfaceName, swInterfaceTagAddDel } from "../../src/binapi/interface.ts";
import { cliInband } from "../../src/binapi/vlib.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { testTerminal } from "./terminal.ts";
import { tsvpp } from "./tsvpp.ts";

testTerminal(
  async () => {
    const simulator = await startSimulator();
    t.teardown(() => simulator.close());
    const names = new Map<number, string>();
    const tags = new Map<number, string>();
    simulator.on(swInterfaceSetInterfaceName, ({ swIfIndex, name }) => {
      names.set(swIfIndex, name);
      return { retval: 0 };
    });
    simulator.on(swInterfaceTagAddDel, ({ swIfIndex, tag }) => {
      tags.set(swIfIndex, tag);
      return { retval: 0 };
    });
    simulator.on(swInterfaceDump, function* (_, answer) {
      for (const each of answer()) {
        const { swIfIndex, interfaceName } = each;
        yield { ...each, interfaceName: names.get(swIfIndex) ?? interfaceName, tag: tags.get(swIfIndex) ?? "" };
      }
    });
    // As VPP's `show interface`, with what other commands of VPP print: colours, and backspaces to take back a comma.
    simulator.on(cliInband, ({ cmd }, answer) => {
      if (cmd !== "show interface") return answer();
      return { retval: 0, reply: `\u001b[1mName, \b\b\u001b[0m\tIdx\n${[...names.values()].join("\n")}\n` };
    });
    return simulator.socketPath;
    // Half of the time for what a process of its own would print to pipes as well.
  },
  (argv, env) => tsvpp(argv, { env }),
);
