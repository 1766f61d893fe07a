import type { Interface, Model } from "../model/index.ts";
import { CliError, NOT_SIMULATED, type Shown } from "./command.ts";
import { centered } from "./format.ts";
import type { CliInput } from "./input.ts";
import { takeInterface } from "./take-interface.ts";

const HEADER = [
  centered("Name", 32),
  centered("Idx", 5),
  centered("State", 10),
  centered("MTU (L3/IP4/IP6/MPLS)", 21),
  centered("Counter", 16),
  centered("Count", 16),
].join("");

/** Of two words that begin with each other VPP tries the longer first. */
const OPTIONS = ["address", "addr", "features", "feat", "tag", "vtr", "verbose"] as const;
type Option = (typeof OPTIONS)[number];

/** `show interface`; nothing counts packets. @see VPP src/vnet/interface_cli.c show_sw_interfaces */
export function showInterfaces({ model }: Shown, input: CliInput): string {
  const { wanted, options } = readArguments(model, input.takeLine());
  if (["features", "feat", "tag", "vtr"].some((each) => options.has(each as Option))) {
    throw new CliError(wanted.length === 0 ? "Interface not specified..." : NOT_SIMULATED);
  }
  const shown = wanted.length > 0 ? wanted : [...model.interfaces].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (options.has("address") || options.has("addr")) return shown.map(addressesOf).join("");
  return `${HEADER}\n${shown.map(row).join("")}`;
}

function readArguments({ interfaces }: Model, line: CliInput): { wanted: Interface[]; options: Set<Option> } {
  const wanted: Interface[] = [];
  const options = new Set<Option>();
  while (!line.isBlank) {
    const named = takeInterface(line, interfaces);
    const option = named === undefined ? OPTIONS.find((each) => line.takeText(each)) : undefined;
    const index = named === undefined && option === undefined ? line.takeMatch(/\d+/) : undefined;
    const found = index === undefined ? named : interfaces.get(Number(index));
    if (found !== undefined) wanted.push(found);
    else if (option !== undefined) options.add(option);
    else throw new CliError(index === undefined ? line.unknown : `unknown interface index \`${index}'`);
  }
  return { wanted, options };
}

function row({ name, swIfIndex, isAdminUp, mtus }: Interface): string {
  const state = centered(isAdminUp ? "up" : "down", 10);
  return `${name.padEnd(32)}${centered(swIfIndex, 5)}${state}${centered(mtus.join("/"), 21)}\n`;
}

function addressesOf(owner: Interface): string {
  const { name, isAdminUp, isCrossConnected, prefixes } = owner;
  const lines = ([4, 6] as const).flatMap((family) => {
    const { tableId, index } = owner.tableOf(family);
    const table = tableId === 0 ? "" : ` ip${family} table-id ${tableId} fib-idx ${index}`;
    return prefixes[family].map((each) => `  L3 ${each}${table}\n`);
  });
  const connected = isCrossConnected ? "  L2 xconnect local0\n" : "";
  return `${name} (${isAdminUp ? "up" : "dn"}):\n${connected}${lines.join("")}`;
}
