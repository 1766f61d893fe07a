import t from "tap";
import type { SpeakerEvent } from "../../src/bgp/index.ts";
import { outcomesOf } from "../../src/injector/change.ts";
import { describeEvent, peerEventOf } from "../../src/injector/events.ts";
import { PAPER_FILE, policiesIn } from "./policies.ts";

const [PAPER] = policiesIn(PAPER_FILE);
const NAME = "SR policy to fd11::1000, color 94, distinguisher 4";

t.test("a policy that loses its headend says so", async (t) => {
  const before = policiesIn(PAPER_FILE, "10.0.0.11");
  const texts = (headend: string[]) =>
    outcomesOf({ set: policiesIn(PAPER_FILE, ...headend), withdraw: [], isWhole: false }, before).map(describeEvent);
  t.match(texts(["10.0.0.12"])[0], `updated: ${NAME}`);
  t.match(
    texts(["10.0.0.12"])[0],
    /, headend 10\.0\.0\.12 \(was for headend 10\.0\.0\.11: without nlri\.distinguisher, each/,
  );
  t.match(texts(["10.0.0.11"])[0], /^unchanged: .*, headend 10\.0\.0\.11$/);
  const [all] = outcomesOf({ set: before, withdraw: [], isWhole: false }, [PAPER!]).map(describeEvent);
  t.match(all, /\(was for all nodes: /);
});

t.test("a policy that is not there is named", async (t) => {
  const { distinguisher: _, ...any } = PAPER!.nlri;
  const texts = outcomesOf({ set: [], withdraw: [PAPER!.nlri, any], isWhole: false }, []).map(describeEvent);
  t.same(texts, [`absent: ${NAME}`, "absent: SR policy to fd11::1000, color 94"]);
});

const events: readonly (readonly [event: SpeakerEvent, text: string | undefined])[] = [
  [{ kind: "up", peer: "fd11::1", families: ["ipv6-sr-policy"] }, "peer fd11::1: session established"],
  [
    { kind: "up", peer: "fd11::1", families: ["ipv4-unicast"] },
    "peer fd11::1: session established, but it takes no SR policies",
  ],
  [{ kind: "down", peer: "fd11::1", reason: "why", routesStaySeconds: 0 }, "peer fd11::1: session lost: why"],
  [{ kind: "refused", peer: "fd11::1", reason: "why" }, "peer fd11::1: no session: why"],
  [{ kind: "fault", peer: "fd11::1", reason: "why" }, "peer fd11::1: why"],
  [{ kind: "stranger", address: "fd99::1" }, "connection from fd99::1 closed: it is no peer"],
  [{ kind: "listening", port: 179 }, "listening for peers on port 179"],
  [{ kind: "not-listening", reason: "why" }, "not listening for peers: why"],
  [{ kind: "end-of-rib", peer: "fd11::1", family: "ipv4-unicast" }, undefined],
];

for (const [event, text] of events) {
  t.test(`reports the event ${event.kind} as ${text}`, async (t) => {
    t.equal(peerEventOf(event)?.text, text);
  });
}
