import t from "tap";
import { Output } from "../../../src/cli/output/index.ts";
import { mtuWarning, printStatus } from "../../../src/cli/overlay/status-text.ts";
import { Sink } from "../tsvpp.ts";
import { plainStatus, tunnel } from "./plain-status.ts";

function printed(status = plainStatus()): string {
  const sink = new Sink();
  printStatus(new Output(sink, false, undefined), status, 42);
  return sink.text;
}

t.test("shows the own addresses, the peers, and each node with all its paths and why one is used", async (t) => {
  t.equal(
    printed(),
    `node             node1 (fd11::1000), process 42
mode             bgp
knowledge        settled
local SIDs       DT4 fcdd::1:4, DT6 fcdd::1:6
BSIDs            IPv4 cafe::101, IPv6 cafe::102
MTU of pods      at most 1420 (uplink 1500, overhead 80)
since the start  2 updates of VPP with 5 steps, 0 refused
                 1 checks, 0 steps repaired; 0 routes refused, 0 strangers closed

peer       role  state        routes  stale  last error
127.0.0.2  node  established       2      0

node2 (fd12::1000)
├─ IPv6: up, 1 prefix: fd00:2::/122
│  ├─ cafe::25, preference 100 from 127.0.0.4 (router ID 10.0.0.4) since 2026-01-02T03:04:05.000Z, adds 80 bytes: it is used
│  │  ├─ 25 % (weight 1): fcff:6::1 -> fcdd::6
│  │  └─ 75 % (weight 3): fcff:7::1 -> fcdd::6
│  └─ cafe::201, best effort from 127.0.0.2 (router ID 10.0.0.4) since 2026-01-02T03:04:05.000Z, adds 40 bytes: its preference is lower than 100
│     └─ 100 % (weight 1): fcdd::6
└─ locator fcdd:0:0:12aa::/64
`,
  );
});

t.test("warns of pods whose packets do not fit the uplink", async (t) => {
  const mtu = { uplink: 1500, overheadBytes: 80, podsAtMost: 1420 };
  t.equal(mtuWarning({ ...mtu, pods: undefined }), undefined);
  t.equal(mtuWarning({ ...mtu, pods: 1420 }), undefined);
  t.match(
    printed(plainStatus({ mtu: { ...mtu, pods: 1421 } })),
    "1421 bytes and 80 of overhead are more than 1500, the MTU of the uplink: set the MTU of pods to 1420 at most\n",
  );
});

t.test("warns of nodes that have one ID", async (t) => {
  const nodes = [
    { address: "fd12::1000", routerId: "10.0.0.2" },
    { address: "fd13::1000", routerId: "10.0.0.3" },
  ];
  t.match(
    printed(plainStatus({ sharedIds: [{ id: "node2", nodes }] })),
    "\nnode ID node2 is that of 2 nodes: fd12::1000 (router ID 10.0.0.2) and fd13::1000 (router ID 10.0.0.3): give each node its own ID\n",
  );
});

t.test("shows what VPP refuses and which routes are not used, the latter up to 20", async (t) => {
  const obstacles = [{ name: "policy cafe::9", error: "no (-1)", attempts: 3, nextAt: "later" }];
  const refusals = Array.from({ length: 25 }, (_, at) => ({
    peer: "127.0.0.2",
    route: `10.${at}.0.0/16`,
    reason: "no",
  }));
  const text = printed(plainStatus({ obstacles, refusals }));
  t.match(text, /^policy cafe::9 +3 +later +no \(-1\)$/m);
  t.match(text, /^127\.0\.0\.2 +10\.19\.0\.0\/16 +no$/m);
  t.match(text, "\nand 5 more (see --json)\n");
});

t.test("shows the path that VPP still has when another one is selected", async (t) => {
  const { path } = tunnel();
  const text = printed(plainStatus({ tunnels: [tunnel({ state: "pending", path: { ...path!, bsid: "cafe::7" } })] }));
  t.match(text, /└─ cafe::7, preference 100 .*: VPP still has it\n/);
});

t.test("says that there are no peers, no nodes, and that nothing is sent", async (t) => {
  const text = printed(plainStatus({ peers: [], nodes: [], enabled: false, own: undefined }));
  t.match(text, "the agent is not enabled: it sends no SRv6 message to VPP\n\nno peers\n\nno other nodes\n");
});

t.test("texts of others control no terminal", async (t) => {
  const peers = [{ ...plainStatus().peers[0]!, lastError: "\u001b[2J" }];
  const nodes = [{ address: "fd12::1000", name: "\u001b", tunnels: [] }];
  t.notOk(printed(plainStatus({ peers, nodes })).includes("\u001b"));
});
