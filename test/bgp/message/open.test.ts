import t from "tap";
import { Ip4Address } from "../../../src/address/index.ts";
import { encodeOpen, FAMILIES, parseOpen } from "../../../src/bgp/message/index.ts";
import { bytes } from "../../helpers.ts";
import { GOBGP_CAPABILITIES } from "./samples.ts";

/** Version 4, AS 64512, hold time 90, router ID 10.0.0.11. */
const HEAD = "04 fc00 005a 0a00000b";

/** Returns the body of an OPEN whose capabilities are in one parameter. */
function openWith(capabilities: string, head = HEAD): Buffer {
  const length = bytes(capabilities).length;
  return Buffer.concat([bytes(head), Buffer.of(length + 2, 2, length), bytes(capabilities)]);
}

t.test("reads the OPEN of GoBGP", async (t) => {
  t.same(parseOpen(openWith(GOBGP_CAPABILITIES)), {
    as: 64512,
    holdSeconds: 90,
    routerId: Ip4Address.parse("10.0.0.11"),
    capabilities: {
      families: ["ipv6-sr-policy", "ipv6-unicast", "ipv4-unicast"],
      routeRefresh: true,
      extendedNextHop: true,
      fourOctetAs: 64512,
      gracefulRestart: {
        hasRestarted: false,
        staysAfterNotification: false,
        restartSeconds: 120,
        families: [
          { family: "ipv6-sr-policy", isForwarding: false },
          { family: "ipv6-unicast", isForwarding: false },
          { family: "ipv4-unicast", isForwarding: false },
        ],
      },
    },
  });
});

t.test("reads capabilities that have a parameter each, as FRR sends them", async (t) => {
  const open = parseOpen(bytes(HEAD, "10", "0206 0104 00010001", "0206 4104 00010000"));
  t.match(open, { as: 65536, capabilities: { families: ["ipv4-unicast"], fourOctetAs: 65536 } });
});

t.test("reads parameters with lengths of two bytes (RFC 9072)", async (t) => {
  t.match(parseOpen(bytes(HEAD, "ff ff 0009", "02 0006 0104 00010001")), {
    capabilities: { families: ["ipv4-unicast"] },
  });
});

t.test("reads an OPEN without parameters", async (t) => {
  t.match(parseOpen(bytes(HEAD, "00")), { as: 64512, capabilities: { families: [], gracefulRestart: undefined } });
});

t.test("reads the flags R and N of graceful restart, and F of a family", async (t) => {
  t.match(parseOpen(openWith("4006 c078 0001 01 80")), {
    capabilities: {
      gracefulRestart: {
        hasRestarted: true,
        staysAfterNotification: true,
        restartSeconds: 120,
        families: [{ family: "ipv4-unicast", isForwarding: true }],
      },
    },
  });
});

const refused = [
  ["version 3", bytes("03 fc00 005a 0a00000b 00"), { code: 2, subcode: 1, data: Buffer.of(0, 4) }],
  ["a hold time of 1 second", bytes("04 fc00 0001 0a00000b 00"), { code: 2, subcode: 6 }],
  ["a hold time of 2 seconds", bytes("04 fc00 0002 0a00000b 00"), { code: 2, subcode: 6 }],
  ["router ID 0", bytes("04 fc00 005a 00000000 00"), { code: 2, subcode: 3 }],
  ["AS 0", bytes("04 0000 005a 0a00000b 00"), { code: 2, subcode: 2 }],
  ["another parameter", bytes(HEAD, "03 010100"), { code: 2, subcode: 4 }],
  ["parameters shorter than their length", bytes(HEAD, "05 0203 010100"), { code: 2, subcode: 0 }],
  ["a parameter longer than all", bytes(HEAD, "03 020901"), { code: 2, subcode: 0 }],
  ["a capability longer than its parameter", openWith("0109 00010001"), { code: 2, subcode: 0 }],
  ["a family of 3 bytes", openWith("0103 000100"), { code: 2, subcode: 0 }],
] as const;

for (const [what, body, notification] of refused) {
  t.test(`refuses ${what}`, async (t) => {
    t.match(parseOpen(body), notification);
  });
}

t.test("accepts hold time 0", async (t) => {
  t.match(parseOpen(bytes("04 fc00 0000 0a00000b 00")), { holdSeconds: 0 });
});

t.test("writes the fields and capabilities of RFC 4271, 5492, 8950, 6793 and 4724", async (t) => {
  const body = encodeOpen({
    as: 65536,
    holdSeconds: 90,
    routerId: Ip4Address.parse("10.0.0.11"),
    capabilities: {
      families: FAMILIES,
      routeRefresh: true,
      extendedNextHop: true,
      fourOctetAs: 65536,
      gracefulRestart: {
        hasRestarted: true,
        staysAfterNotification: true,
        restartSeconds: 120,
        families: [{ family: "ipv6-sr-policy", isForwarding: true }],
      },
    },
  });
  const capabilities = [
    "0104 00010001 0104 00020001 0104 00020049",
    "0200 0506 000100010002 4104 00010000 4006 c078 0002 49 80",
  ];
  // 65536 does not fit into the field of two bytes, which holds AS_TRANS then: 23456.
  t.same(body, openWith(capabilities.join(""), "04 5ba0 005a 0a00000b"));
});
