import t from "tap";
import { ByteWriter } from "../../../src/bgp/message/byte-writer.ts";
import {
  type Capabilities,
  commonFamilies,
  parseCapabilities,
  writeCapabilities,
} from "../../../src/bgp/message/capabilities.ts";
import { bytes } from "../../helpers.ts";

const NONE: Capabilities = {
  families: [],
  routeRefresh: false,
  extendedNextHop: false,
  fourOctetAs: undefined,
  gracefulRestart: undefined,
};

const GRACEFUL = {
  hasRestarted: true,
  staysAfterNotification: false,
  restartSeconds: 4095,
  families: [{ family: "ipv6-unicast", isForwarding: true }],
} as const;

/** One capability each, as RFC 4760, 2918, 8950, 6793 and 4724 write it. */
const each: readonly (readonly [Partial<Capabilities>, string])[] = [
  [{ families: ["ipv6-sr-policy"] }, "01 04 0002 00 49"],
  [{ routeRefresh: true }, "02 00"],
  [{ extendedNextHop: true }, "05 06 0001 0001 0002"],
  [{ fourOctetAs: 65536 }, "41 04 00010000"],
  [{ gracefulRestart: GRACEFUL }, "40 06 8fff 0002 01 80"],
  [
    {
      gracefulRestart: {
        ...GRACEFUL,
        hasRestarted: false,
        staysAfterNotification: true,
        restartSeconds: 0,
        families: [],
      },
    },
    "40 02 4000",
  ],
];

for (const [given, text] of each) {
  t.test(`reads and writes ${JSON.stringify(given)}`, async (t) => {
    const to = new ByteWriter();
    writeCapabilities(to, { ...NONE, ...given });
    t.same(to.finish(), bytes(text));
    t.same(parseCapabilities(bytes(text)), { ...NONE, ...given });
  });
}

t.test("skips capabilities and families that it does not know, and names a family once", async (t) => {
  const labeled = "01 04 0001 00 04";
  t.same(
    parseCapabilities(bytes("49 01 00", labeled, "01 04 0001 00 01", "01 04 0001 00 01", "05 06 0001 0002 0002")),
    {
      ...NONE,
      families: ["ipv4-unicast"],
    },
  );
});

for (const text of ["01", "01 04 0001", "01 03 000100", "41 02 0001", "40 03 000000", "05 05 0001000100"]) {
  t.test(`cannot read ${text}`, async (t) => {
    t.equal(parseCapabilities(bytes(text)), undefined);
  });
}

t.test("two speakers have the families that both announce, in the order of the first", async (t) => {
  const ours: Capabilities = { ...NONE, families: ["ipv4-unicast", "ipv6-unicast"] };
  t.same(
    commonFamilies(ours, { ...NONE, families: ["ipv6-sr-policy", "ipv6-unicast", "ipv4-unicast"] }),
    ours.families,
  );
  t.same(commonFamilies(ours, NONE), []);
});
