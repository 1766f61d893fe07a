// Writes the tables of docs/simulator.md, which list the messages that the simulator models:
//
//   npm run build && node scripts/simulator-doc.mjs [--check]
//
// With --check it writes nothing; the exit code is 1 if the tables are not current.
import { readFileSync, writeFileSync } from "node:fs";
import { loadApi, MessageIds } from "../dist/src/simulator/api/index.js";
import { Clients } from "../dist/src/simulator/clients/index.js";
import { makeHandlers } from "../dist/src/simulator/handlers/index.js";
import { Model } from "../dist/src/simulator/model/index.js";

const DOCUMENT = new URL("../docs/simulator.md", import.meta.url);
const BEGIN = "<!-- tables: begin -->\n";
const END = "<!-- tables: end -->\n";

/** Messages that are answered as by a VPP in which nothing happens, and the reason. */
const ANSWERS_ONLY = {
  api_versions: "no versions, as in VPP",
  cli: "refused in part: a command that is an address crashes VPP",
  get_node_graph: "crashes VPP: it carries addresses",
  graph_node_get: "no nodes; all nodes crash VPP",
  mactime_dump: "no devices",
  memclnt_create: "crashes VPP: it carries addresses",
  memclnt_create_v2: "crashes VPP: it carries addresses",
  memclnt_delete: "crashes VPP: it carries addresses",
  pcap_set_filter_function: "an empty name crashes VPP",
  rpc_call: "crashes VPP: it carries addresses",
  sr_mobile_localsid_add_del: "-9; no answer for behaviors that VPP does not know",
  sr_mobile_policy_add: "-9; no answer for behaviors that VPP does not know",
};

/** What differs from VPP. */
const NOTES = {
  af_packet_create: "the host has any interface",
  af_packet_create_v2: "the host has any interface",
  af_packet_create_v3: "the host has any interface",
  cli_inband: "the commands above",
  create_subif: "a part of a part as long as neither is deleted",
  fib_source_dump: "without the sources of plugins",
  ip_neighbor_add_del: "`stats_index` is always 4294967295; in VPP the number of the adjacency, if there is one",
  ip_neighbor_dump: "the age is 0",
  ip_path_mtu_update: "makes no routes; those of VPP 26.06 stay when the path MTU is removed",
  ip_route_dump: "in the order of additions; in VPP in that of a hash",
  ip_route_v2_dump: "in the order of additions; in VPP in that of a hash",
  ipip_add_tunnel: "no entry for the other end when the tunnel gets an address",
  memif_create: "no peer connects",
  memif_create_v2: "no peer connects",
  tap_create_v2: "by VPP's source; the host refuses nothing",
  tap_create_v3: "by VPP's source; the host refuses nothing",
};
const WANT_NOTE = "events come by `sim.emit` alone";

const api = await loadApi({});
const ids = new MessageIds(api);
const handled = new Set(makeHandlers(new Model(false), new Clients(undefined), ids, api).names);

const text = readFileSync(DOCUMENT, "utf8");
const current = text.slice(0, text.indexOf(BEGIN) + BEGIN.length) + tables() + text.slice(text.indexOf(END));
if (!process.argv.includes("--check")) writeFileSync(DOCUMENT, current);
else if (current !== text) {
  console.error("docs/simulator.md is not current; run: node scripts/simulator-doc.mjs");
  process.exitCode = 1;
}

function tables() {
  const modules = byModule();
  const modelled = [...modules].filter(([, messages]) => messages.some((name) => handled.has(name)));
  const others = [...modules].filter(([, messages]) => !messages.some((name) => handled.has(name)));
  const rows = others.map(([module, messages]) => `${module} (${messages.length})`).join(", ");
  return `${modelled.map(moduleTable).join("")}\n### Modules without a model\n\n${rows}\n\n`;
}

/** Returns the messages that VPP receives, by module. */
function byModule() {
  const modules = new Map();
  for (const [name, , module, role] of api.directory) {
    if (role === "message" || role === "event") continue;
    modules.set(module, [...(modules.get(module) ?? []), name]);
  }
  return new Map([...modules].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function moduleTable([module, messages]) {
  const rows = messages.filter((name) => handled.has(name)).map(row);
  const others = messages.filter((name) => !handled.has(name)).map((name) => `\`${name}\``);
  const rest = others.length === 0 ? "" : `\nNot at all: ${others.join(", ")}\n`;
  return `\n### ${module}\n\n| message | modelled | |\n|---|---|---|\n${rows.join("")}${rest}`;
}

function row(name) {
  const isAnswer = name in ANSWERS_ONLY;
  const isWant = name.startsWith("want_") && name !== "want_interface_events";
  const note = ANSWERS_ONLY[name] ?? NOTES[name] ?? (isWant ? WANT_NOTE : "");
  return `| \`${name}\` | ${isAnswer || isWant ? "answers only" : "whole"} | ${note} |\n`;
}
