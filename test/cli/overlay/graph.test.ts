import t from "tap";
import { overlayGraph } from "../../../src/cli/overlay/graph.ts";
import { pathRoute, prefixRoute } from "../../overlay/agent/scene.ts";
import { plainStatus, tunnel } from "./plain-status.ts";
import { named, startAgent } from "./scene.ts";

t.test("draws the other nodes and the paths to them, as text, Mermaid and SVG", async (t) => {
  const agent = await startAgent(t);
  const node2 = await agent.peer("127.0.0.2");
  const path = pathRoute("fd12::1000", "cafe::201", [["fcff:3::1", "fcdd:0:0:12aa::4"], ["fcdd:0:0:12aa::4"]], {
    behavior: 19,
  });
  node2.announce([prefixRoute("172.16.104.64/26", "fd12::1000"), named(path, "node2")]);
  await agent.out(/^tunnel/);
  t.equal(
    (await agent.ask("graph")).stdout,
    `node1 (fd11::1000)
└─ node2 (fd12::1000)
   └─ IPv4 172.16.104.64/26 -> cafe::201
      ├─ 37.5 %: fcff:3::1 -> fcdd:0:0:12aa::4
      └─ 62.5 %: fcdd:0:0:12aa::4
`,
  );
  const mermaid = (await agent.ask("graph", "--format", "mermaid")).stdout;
  t.match(mermaid, /^---\ntitle: "node1 \(fd11::1000\)"\n---\nflowchart LR\n(.*\n)*.*172\.16\.104\.64\/26/);
  t.match(mermaid, '["node2 (fd12::1000), IPv4<br>cafe::201<br>');
  const svg = (await agent.ask("graph", "--format", "svg")).stdout;
  t.match(svg, /^<svg (.*\n)*.*SRv6 of node1 \(fd11::1000\)/);
  t.match(svg, ">node2 (fd12::1000), IPv4</text>");
  t.equal((await agent.ask("graph", "--json")).exitCode, 0);
  const { exitCode, stderr } = await agent.ask("graph", "--format", "png");
  t.equal(exitCode, 2);
  t.match(stderr, "no such format: png");
});

t.test("shows the paths that VPP has only", async (t) => {
  const status = plainStatus({ tunnels: [tunnel(), tunnel({ family: "IPv4", state: "no path", path: undefined })] });
  const { policies, localSids } = overlayGraph(status);
  t.same(
    policies.map(({ bsid, traffic }) => [String(bsid), traffic.length]),
    [["cafe::25", 1]],
  );
  t.same(
    localSids.map(({ sid }) => String(sid)),
    ["fcdd::1:4", "fcdd::1:6"],
  );
});
