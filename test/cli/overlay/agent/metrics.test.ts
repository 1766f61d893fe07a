import t from "tap";
import { Ip6Address, Prefix } from "../../../../src/address/index.ts";
import { metricsText } from "../../../../src/cli/overlay/agent/metrics.ts";
import type { OverlayStatus } from "../../../../src/overlay/index.ts";

const address = Ip6Address.parse("fd12::1000");
const prefix = Prefix.parse("10.0.0.0/26");

function statusOf(id = "node1"): OverlayStatus {
  const peer = { families: [], complete: [], lastError: undefined };
  const tunnel = { candidates: [], path: undefined };
  return {
    node: { id, address: Ip6Address.parse("fd11::1000") },
    mode: "bgp",
    table: 0,
    enabled: true,
    knowledge: "settled",
    own: undefined,
    peers: [
      { ...peer, address: "fd12::1000", state: "established", routes: 6, staleRoutes: 0, role: "node" },
      { ...peer, address: "fd00::2", state: "connecting", routes: 3, staleRoutes: 3, role: "injector" },
    ],
    nodes: [
      { address, name: undefined, tunnels: [{ ...tunnel, family: "IPv4", state: "up", prefixes: [prefix, prefix] }] },
      { address, name: undefined, tunnels: [{ ...tunnel, family: "IPv4", state: "no path", prefixes: [prefix] }] },
    ],
    locators: [],
    mtu: { uplink: 1500, pods: undefined, overheadBytes: 80, podsAtMost: 1420 },
    obstacles: [{ name: "x", error: "y", attempts: 2, nextAt: "z" }],
    sharedIds: [],
    refusals: [{ peer: "fd12::1000", route: "10.0.0.0/8", reason: "no" }],
    counters: { updates: 4, steps: 9, refused: 2, checks: 1, repaired: 3, refusedRoutes: 7, strangers: 6 },
  };
}

t.test("each metric has its type, its help and its values", async (t) => {
  const text = metricsText(statusOf());
  for (const line of [
    'tsvpp_overlay_info{node="node1",mode="bgp"} 1',
    'tsvpp_overlay_peer_up{peer="fd12::1000",role="node"} 1',
    'tsvpp_overlay_peer_up{peer="fd00::2",role="injector"} 0',
    'tsvpp_overlay_peer_stale_routes{peer="fd00::2",role="injector"} 3',
    'tsvpp_overlay_tunnels{family="IPv4",state="up"} 1',
    'tsvpp_overlay_tunnels{family="IPv4",state="no path"} 1',
    'tsvpp_overlay_tunnels{family="IPv6",state="up"} 0',
    "tsvpp_overlay_prefixes 3",
    "tsvpp_overlay_obstacles 1",
    "tsvpp_overlay_refused_routes_total 7",
    "tsvpp_overlay_steps_total 9",
    "tsvpp_overlay_repaired_steps_total 3",
  ])
    t.ok(text.includes(`\n${line}\n`), line);
});

t.test("is in the text format of Prometheus", async (t) => {
  const lines = metricsText(statusOf()).split("\n");
  t.equal(lines.pop(), "", "the last line ends");
  const names = new Set<string>();
  let current = "";
  for (const line of lines) {
    const help = /^# HELP (\w+) \S/.exec(line)?.[1];
    if (help !== undefined) {
      t.notOk(names.has(help), `${help} comes once`);
      names.add(help);
      current = help;
    } else if (line.startsWith("#")) {
      t.equal(line, `# TYPE ${current} ${current.endsWith("_total") ? "counter" : "gauge"}`);
    } else {
      t.match(line, new RegExp(`^${current}(\\{(\\w+="[^"\\n]*",?)+\\})? \\d+$`));
    }
  }
  t.ok(names.size > 10);
});

t.test("values of labels are escaped", async (t) => {
  t.match(metricsText(statusOf('a"b\\c\nd')), 'info{node="a\\"b\\\\c\\nd",mode="bgp"} 1\n');
});
