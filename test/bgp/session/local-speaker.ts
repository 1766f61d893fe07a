import { Ip4Address } from "../../../src/address/index.ts";
import { FAMILIES } from "../../../src/bgp/message/index.ts";
import type { LocalSpeaker } from "../../../src/bgp/session/session.ts";

/** What the speaker of tests of a session says of itself. */
export const LOCAL: LocalSpeaker = {
  as: 64512,
  routerId: Ip4Address.parse("10.0.0.11"),
  holdSeconds: 90,
  capabilities: {
    families: FAMILIES,
    routeRefresh: true,
    extendedNextHop: true,
    fourOctetAs: 64512,
    gracefulRestart: undefined,
  },
};
