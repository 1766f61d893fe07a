import type { PlainStatus } from "../../../src/cli/overlay/ask-agent.ts";

type PlainTunnel = PlainStatus["nodes"][number]["tunnels"][number];
type PlainPath = NonNullable<PlainTunnel["path"]>;

const PATH: PlainPath = {
  bsid: "cafe::25",
  preference: 100,
  lists: [
    { segments: ["fcff:6::1", "fcdd::6"], weight: 1, share: 0.25 },
    { segments: ["fcff:7::1", "fcdd::6"], weight: 3, share: 0.75 },
  ],
  overheadBytes: 80,
  isBestEffort: false,
  from: "127.0.0.4",
  originator: "10.0.0.4",
  color: 6,
  distinguisher: 0,
  name: undefined,
  since: "2026-01-02T03:04:05.000Z",
};

/** A tunnel that VPP has. */
export function tunnel(more: Partial<PlainTunnel> = {}): PlainTunnel {
  const candidates = [
    { ...PATH, isSelected: true, why: "it is used" },
    {
      ...PATH,
      ...{ bsid: "cafe::201", preference: 11, isBestEffort: true, overheadBytes: 40, isSelected: false },
      ...{ from: "127.0.0.2", lists: [{ segments: ["fcdd::6"], weight: 1, share: 1 }] },
      why: "its preference is lower than 100",
    },
  ];
  return { family: "IPv6", state: "up", prefixes: ["fd00:2::/122"], path: PATH, candidates, ...more };
}

/** The state of node1 with one peer and one other node. */
export function plainStatus({
  tunnels = [tunnel()],
  ...more
}: Partial<PlainStatus> & { readonly tunnels?: readonly PlainTunnel[] } = {}): PlainStatus {
  const peer = { address: "127.0.0.2", state: "established", families: [], complete: [] } as const;
  return {
    node: { id: "node1", address: "fd11::1000" },
    mode: "bgp",
    table: 0,
    enabled: true,
    knowledge: "settled",
    own: {
      localSids: { DT4: "fcdd::1:4", DT6: "fcdd::1:6" },
      bsids: { IPv4: "cafe::101", IPv6: "cafe::102" },
    },
    peers: [{ ...peer, routes: 2, staleRoutes: 0, lastError: undefined, role: "node" }],
    nodes: [{ address: "fd12::1000", name: "node2", tunnels }],
    locators: [{ prefix: "fcdd:0:0:12aa::/64", node: "fd12::1000" }],
    mtu: { uplink: 1500, pods: undefined, overheadBytes: 80, podsAtMost: 1420 },
    obstacles: [],
    refusals: [],
    sharedIds: [],
    counters: { updates: 2, steps: 5, refused: 0, checks: 1, repaired: 0, refusedRoutes: 0, strangers: 0 },
    ...more,
  };
}
