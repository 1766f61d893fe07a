import t from "tap";
import { PAPER_FILE, TWO_LISTS_FILE } from "../../injector/policies.ts";
import { connectPeer, PEERS } from "../../injector/scene.ts";
import { serve, writeFiles } from "./scene.ts";

t.test("lists policies with their lists and headends, and the peers that have them", async (t) => {
  const { pi, port } = await serve(t);
  const [paper, other] = writeFiles(t, PAPER_FILE, TWO_LISTS_FILE);
  t.match(await pi("list"), { exitCode: 0, stdout: "no policies\n" });
  await pi("create", paper!);
  await pi("create", other!, "--headend", "10.0.0.3");
  await connectPeer(t, port, 1);
  const { stdout } = await pi("list");
  const [, first, second, third, ...rest] = stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.trim().split(/ {2,}/));
  const date = /^\d{4}-\d\d-\d\dT/;
  t.match(first, ["94", "fd11::1000", "4", "100", "cafe::1c2", "12", /^fcff:3::1, fcdd:/, "all", date, PEERS[1]]);
  t.match(second, ["6", "fd12::1000", "167772163", "200", "1", "fcff:3::1", "10.0.0.3", date]);
  t.equal(second!.length, 8, "it goes to the headend alone, which is not there");
  t.match(third, ["3", "fcdd::6"]);
  t.match(rest, [[/^not sent to 127\.0\.0\.3: /]]);
});

t.test("with --json each policy is a line, with each peer", async (t) => {
  const { pi, port } = await serve(t);
  await pi("create", ...writeFiles(t, PAPER_FILE));
  await connectPeer(t, port, 1);
  t.match(JSON.parse((await pi("list", "--json")).stdout), {
    nlri: { distinguisher: 4, color: 94, endpoint: "fd11::1000" },
    nexthop: "fd00:0:34::2",
    segmentlists: [{ weight: 12, segments: [{ sid: "fcff:3::1", behavior: 19 }, {}] }],
    peers: [
      { address: PEERS[0], isSent: false },
      { address: PEERS[1], isSent: true },
    ],
  });
  t.equal((await (await pi("list", "--json")).stdout.trim().split("\n")).length, 1);
});
