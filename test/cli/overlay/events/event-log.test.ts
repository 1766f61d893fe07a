import t from "tap";
import { Ip6Address } from "../../../../src/address/index.ts";
import type { SpeakerEvent } from "../../../../src/bgp/index.ts";
import { EventLog } from "../../../../src/cli/overlay/events/event-log.ts";
import { invocation } from "../../tsvpp.ts";
import { candidate } from "./candidate.ts";

function logOf(isJson = false) {
  const surroundings = invocation({ isJson });
  const log = new EventLog(surroundings);
  const { stdout, stderr } = surroundings.io;
  return { log, bgp: (event: SpeakerEvent) => log.take({ type: "bgp", event }), stdout, stderr };
}

const UP = { kind: "up", peer: "fd12::1000", families: ["ipv4-unicast"] } as const;
const REFUSED = { kind: "refused", peer: "fd12::1000", reason: "connection refused" } as const;

t.test("reports each reason of a peer's attempts once until its next session", async (t) => {
  const { bgp, stderr, stdout } = logOf();
  bgp(REFUSED);
  bgp(REFUSED);
  bgp({ ...REFUSED, reason: "no route" });
  bgp(REFUSED);
  bgp({ ...REFUSED, peer: "fd13::1000" });
  bgp(UP);
  bgp(REFUSED);
  t.same(stderr.text.split("\n"), [
    "tsvpp: peer fd12::1000: no session: connection refused: trying again",
    "tsvpp: peer fd12::1000: no session: no route: trying again",
    "tsvpp: peer fd13::1000: no session: connection refused: trying again",
    "tsvpp: peer fd12::1000: no session: connection refused: trying again",
    "",
  ]);
  t.equal(stdout.text, "peer fd12::1000: session established for ipv4-unicast\n");
});

t.test("a peer with ever new reasons, and strangers with ever new addresses, do not fill the log", async (t) => {
  const { bgp, stderr } = logOf();
  for (let at = 0; at < 1000; at++) {
    bgp({ ...REFUSED, reason: `reason ${at}` });
    bgp({ kind: "stranger", address: `fd99::${at}` });
  }
  t.equal(stderr.text.split("\n").length - 1, 200);
});

t.test("texts of peers control no terminal, and look like nothing else", async (t) => {
  const { log, stdout } = logOf();
  const path = candidate({ isBestEffort: true, name: "node9 (fd19::1)\u001b[2J\n" });
  const { endpoint, family } = path;
  log.take({ type: "tunnel", endpoint, family, path, before: undefined, prefixes: 1 });
  t.match(stdout.text, /^tunnel to "node9 \(fd19::1\)\\u001b\[2J\\n" \(fd12::1000\) IPv6: .*\n$/);
});

t.test("a node is named by its best-effort path, also when another path is used later", async (t) => {
  const { log, stdout } = logOf();
  const best = candidate({ isBestEffort: true, name: "node2" });
  const path = candidate({ name: "te-policy", from: "fd00::9" });
  const { endpoint, family } = path;
  const tunnel = { type: "tunnel", endpoint, family, prefixes: 2 } as const;
  log.take({ ...tunnel, path: best, before: undefined });
  log.take({ ...tunnel, path, before: best });
  log.take({ ...tunnel, path: undefined, before: path });
  const texts = stdout.text.split("\n").map((line) => line.slice(0, 31));
  t.same(texts, [...Array(3).fill("tunnel to node2 (fd12::1000) IP"), ""]);
});

t.test("gives programs each event as an object, troubles to people as well", async (t) => {
  const { log, bgp, stdout, stderr } = logOf(true);
  bgp({ kind: "end-of-rib", peer: "fd12::1000", family: "ipv4-unicast" });
  bgp(REFUSED);
  bgp(REFUSED);
  log.take({ type: "local-sid", sid: Ip6Address.parse("fcdd::4"), isHeld: true });
  log.news("configuration", "node1.yaml: taken");
  t.same(
    stdout.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
    [
      { type: "bgp", kind: "end-of-rib", peer: "fd12::1000", family: "ipv4-unicast" },
      { type: "bgp", ...REFUSED },
      { type: "local-sid", sid: "fcdd::4", isHeld: true },
      { type: "configuration", text: "node1.yaml: taken" },
    ],
  );
  t.equal(stderr.text, "tsvpp: peer fd12::1000: no session: connection refused: trying again\n");
});
