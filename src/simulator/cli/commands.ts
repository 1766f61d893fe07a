import { createLoopback, deleteLoopback, quit, setInterfaceState } from "./change-interfaces.ts";
import type { CliCommand } from "./command.ts";
import { showApiClients, showErrors, showVersion } from "./show.ts";
import { showFib, showTables } from "./show-fib.ts";
import { showInterfaces } from "./show-interfaces.ts";
import { showLocalSids, showPolicies, showSteering } from "./show-sr.ts";

const QUIT: CliCommand = { help: "Exit CLI", run: quit };

/** The commands that the simulator has, with VPP's help. */
export const COMMANDS: Readonly<Record<string, CliCommand>> = {
  "create loopback interface": {
    help: "create loopback interface [mac <mac-addr>] [instance <instance>]",
    run: createLoopback,
  },
  "delete loopback interface": { help: "delete loopback interface intfc <interface>", run: deleteLoopback },
  exit: QUIT,
  "loopback create-interface": {
    help: "loopback create-interface [mac <mac-addr>] [instance <instance>]",
    run: createLoopback,
  },
  "loopback delete-interface": { help: "loopback delete-interface intfc <interface>", run: deleteLoopback },
  q: QUIT,
  quit: QUIT,
  "set interface state": {
    help: "set interface state <interface> [up|down|punt|enable]",
    run: setInterfaceState,
  },
  "show api clients": { help: "Client information", run: showApiClients },
  "show errors": { help: "Show error counts", run: showErrors },
  "show interface": {
    help: "show interface [address|addr|features|feat|vtr|tag] [<interface> [<interface> [..]]] [verbose]",
    run: showInterfaces,
  },
  "show ip fib": {
    help: "show ip fib [summary] [table <table-id>] [index <fib-id>] [<ip4-addr>[/<mask>]] [mtrie] [detail] [memory]",
    run: (shown, input) => showFib(4, shown, input),
  },
  "show ip6 fib": {
    help: "show ip6 fib [summary] [table <table-id>] [index <fib-id>] [<ip6-addr>[/<width>]] [detail]",
    run: (shown, input) => showFib(6, shown, input),
  },
  "show ip table": { help: "show ip table <table-id>", run: (shown, input) => showTables(4, shown, input) },
  "show ip6 table": { help: "show ip6 table <table-id>", run: (shown, input) => showTables(6, shown, input) },
  "show sr encaps hop-limit": {
    help: "show sr encaps hop-limit",
    run: ({ model }) => `SR encaps hop-limit = ${model.policies.encapHopLimit}\n`,
  },
  "show sr encaps source addr": {
    help: "show sr encaps source addr",
    run: ({ model }) => `SR encaps source addr = ${model.policies.encapSource}\n`,
  },
  "show sr localsids": { help: "show sr localsids", run: ({ model }) => showLocalSids(model) },
  "show sr policies": { help: "show sr policies", run: ({ model }) => showPolicies(model) },
  "show sr steering-policies": { help: "show sr steering-policies", run: ({ model }) => showSteering(model) },
  "show version": { help: "show version [verbose] [cmdline]", run: showVersion },
};
