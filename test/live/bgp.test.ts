/**
 * The speaker through route reflectors of other projects. The environment names their programs; see `reflectors.ts`. Needs root,
 * for addresses of the loopback interface.
 */
import t, { type Test } from "tap";
import { Ip6Address, Prefix } from "../../src/address/index.ts";
import { describeNlri, type OwnRoute } from "../../src/bgp/index.ts";
import { startWatched, type Watched } from "../bgp/speaker/watched.ts";
import { temporaryFolder } from "../helpers.ts";
import {
  AS,
  addAddresses,
  CLIENTS,
  PORT,
  REFLECTOR,
  Reflector,
  type ReflectorKind,
  reflectorsOf,
} from "./reflectors.ts";

t.setTimeout(600_000);

const NEXT_HOP = Ip6Address.parse("fd12::1000");
const NO_ATTRIBUTES = {};
const UNICAST: readonly OwnRoute[] = [
  { family: "ipv4-unicast", nlri: Prefix.parse("172.16.104.64/26"), nextHop: NEXT_HOP, attributes: NO_ATTRIBUTES },
  {
    family: "ipv6-unicast",
    nlri: Prefix.parse("fdfb:af47:32af:2::/122"),
    nextHop: NEXT_HOP,
    attributes: NO_ATTRIBUTES,
  },
];
const CANDIDATE_PATH = {
  preference: 11,
  bindingSid: Ip6Address.parse("cafe::25"),
  priority: 10,
  enlp: 1,
  policyName: undefined,
  pathName: undefined,
  segmentLists: [
    { weight: 12, segments: [segment("fcff:6::1", 1), segment("fcdd:0:0:12aa::6", 18)] },
    { weight: 3, segments: [segment("fcdd:0:0:12aa::6", undefined)] },
  ],
};
const POLICY: OwnRoute = {
  family: "ipv6-sr-policy",
  nlri: { distinguisher: 0, color: 6, endpoint: NEXT_HOP },
  nextHop: NEXT_HOP,
  attributes: { candidatePath: CANDIDATE_PATH },
};

function segment(sid: string, behavior: number | undefined) {
  return { type: "B", sid: Ip6Address.parse(sid), behavior } as const;
}

function startClient(t: Test, at: number): Promise<Watched> {
  const peers = [{ address: REFLECTOR, port: PORT, localAddress: CLIENTS[at]! }];
  return startWatched(t, { as: AS, routerId: `10.0.0.1${at}`, peers });
}

/** Both clients of a reflector; the first one has announced its routes, and the second one has received them. */
async function connected(
  t: Test,
  kind: ReflectorKind,
): Promise<{ reflector: Reflector; sender: Watched; receiver: Watched }> {
  const reflector = new Reflector(kind, temporaryFolder(t));
  t.teardown(() => reflector.end());
  const [sender, receiver] = [await startClient(t, 0), await startClient(t, 1)];
  const routes = kind.hasSrPolicies ? [...UNICAST, POLICY] : UNICAST;
  sender.speaker.announce(routes);
  await receiver.when(() => receiver.speaker.peers[0]!.routes === routes.length);
  return { reflector, sender, receiver };
}

const kinds = reflectorsOf(process.env);
if (kinds.length === 0) {
  const skip = "none of TSVPP_GOBGPD, TSVPP_FRR_BGPD and TSVPP_BIRD is set";
  t.test("the speaker through route reflectors of other projects", { skip }, async () => {});
} else t.teardown(addAddresses());

for (const kind of kinds) {
  t.test(`${kind.name} passes routes on as they were announced, and withdrawals`, async (t) => {
    const { sender, receiver } = await connected(t, kind);
    const found = new Map(receiver.speaker.routesOf(REFLECTOR).map((route) => [describeNlri(route.nlri), route]));
    for (const { nlri } of UNICAST) {
      t.match(found.get(describeNlri(nlri)), { nextHop: NEXT_HOP, attributes: { localPreference: 100 } });
    }
    if (kind.hasSrPolicies) t.match(found.get(describeNlri(POLICY.nlri))?.attributes.candidatePath, CANDIDATE_PATH);
    sender.speaker.withdraw([UNICAST[0]!]);
    await receiver.when(() => receiver.routes.includes("- 172.16.104.64/26"));
    t.equal(receiver.routes.filter((change) => change.startsWith("-")).length, 1);
  });

  t.test(`${kind.name} keeps the routes of a speaker that closes, until it is back`, async (t) => {
    const { sender, receiver } = await connected(t, kind);
    sender.speaker.close();
    const again = await startClient(t, 0);
    again.speaker.announce([UNICAST[1]!]);
    await again.when(() => again.speaker.peers[0]!.state === "established");
    // What the speaker does not announce any more is withdrawn after its End of RIB.
    await receiver.when(() => receiver.routes.includes("- 172.16.104.64/26"));
    t.notOk(receiver.routes.includes("- fdfb:af47:32af:2::/122"));
  });

  for (const signal of ["SIGKILL", "SIGTERM"] as const) {
    t.test(`no route is lost when ${kind.name} is ended by ${signal} and starts again`, async (t) => {
      const { reflector, receiver } = await connected(t, kind);
      await reflector.restart(signal);
      await receiver.when(() => receiver.speaker.peers[0]!.staleRoutes > 0);
      await receiver.when(() => receiver.speaker.peers[0]!.staleRoutes === 0);
      t.same(
        receiver.routes.filter((change) => change.startsWith("-")),
        [],
      );
    });
  }
}
