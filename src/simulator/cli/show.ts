import { BUILD, versionOf } from "../api/index.ts";
import { CliError, NOT_SIMULATED, type Shown } from "./command.ts";
import type { CliInput } from "./input.ts";

/** VPP's file descriptor of its first client; the clients are numbered from 1. */
const FIRST_DESCRIPTOR = 13;
const SLOT_MASK = 0xffff;

/** `show version`. @see VPP src/vpp/app/version.c show_vpe_version_command_fn */
export function showVersion({ release }: Shown, input: CliInput): string {
  const version = `v${versionOf(release)}`;
  if (input.takeText("cmdline")) throw new CliError(NOT_SIMULATED);
  if (!input.takeText("verbose")) return `vpp ${version} built by ${BUILD.user} on ${BUILD.host} at ${BUILD.date}\n`;
  return [
    ["Version:", version],
    ["Compiled by:", BUILD.user],
    ["Compile host:", BUILD.host],
    ["Compile date:", BUILD.date],
    ["Compile location:", BUILD.directory],
    ["Compiler:", BUILD.compiler],
    ["Current PID:", process.pid],
  ]
    .map(([label, value]) => `${String(label).padEnd(25)} ${value}\n`)
    .join("");
}

/** `show errors`: nothing counts packets. @see VPP src/vlib/error.c show_errors */
export function showErrors(_: Shown, input: CliInput): string {
  const header = "   Count                  Node                              Reason               Severity ";
  return input.takeText("verbose") ? `${header} Index\nThread 0 (vpp_main\0):\nTotal:\n` : `${header}\n`;
}

/** `show api clients`. @see VPP src/vlibmemory/socket_api.c vl_sock_api_dump_clients */
export function showApiClients({ clients }: Shown): string {
  const lines = Array.from(clients, ({ name, clientIndex }) => {
    return row(name, String(FIRST_DESCRIPTOR - 1 + (clientIndex & SLOT_MASK)));
  });
  return ["Socket clients\n", row("Name", "Fildesc"), ...lines].join("");
}

/** VPP cuts a name that is wider than its column. @see VPP src/vppinfra/format.c do_percent */
function row(name: string, descriptor: string): string {
  return `${name.slice(0, 20).padStart(20)} ${descriptor.padStart(8)}\n`;
}
