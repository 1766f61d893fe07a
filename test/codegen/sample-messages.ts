import { Ip4Address, MacAddress, Prefix } from "../../src/address/index.ts";

/** The fields of `sample_set`. */
export const sampleSet: {
  readonly [field: string]: unknown;
  readonly peer: { readonly af: number; readonly un: object };
} = {
  isAdd: false,
  class: true,
  mode: -3,
  flags: 0x80000001,
  swIfIndex: 7,
  offset: -2n,
  interval: 0.5,
  key: Uint8Array.of(1, 2, 3, 4),
  triple: [1, 2, 3],
  ranges: [
    { first: 1, last: 2 },
    { first: 3, last: 4 },
  ],
  peer: { af: 0, un: { case: "ip4Addr", value: Ip4Address.parse("10.0.0.1") } },
  tag: "héllo",
  labels: [
    { value: 1, text: "" },
    { value: 2, text: "ab" },
  ],
};

/** Fields of the made-up module `sample`, and the bytes behind the message id, in hex as the definitions want them. */
export const sampleMessages: readonly (readonly [name: string, fields: unknown, hex: string])[] = [
  [
    "sample_set",
    sampleSet,
    `00 01 fffd 80000001 00000007 fffffffffffffffe 000000000000e03f 01020304 0001 0002 0003 0001 0002 0003 0004
     00 0a000001 ${"00".repeat(12)} 68c3a96c6c6f0000 02 00000001 00000000 00000002 00000002 6162`,
  ],
  [
    "sample_guess_set",
    {
      guess: { either: { case: "bytes", value: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1) } },
      data: Uint8Array.of(0xca, 0xfe),
    },
    `${"00".repeat(15)}01 00000002 cafe`,
  ],
  [
    "sample_details",
    { mac: MacAddress.parse("02:fe:00:00:00:01"), prefixes: [Prefix.parse("10.0.0.0/8"), Prefix.parse("::1/128")] },
    `02fe00000001 0002 00 0a000000 ${"00".repeat(12)} 08 01 ${"00".repeat(15)}01 80`,
  ],
  ["sample_event", { pid: 0xffffffff, delta: -1 }, "ffffffff ff"],
  ["sample_guess_set_reply", { retval: -7, total: 2n ** 63n }, "fffffff9 8000000000000000"],
  ["sample_bare", { pad: Uint8Array.of(1, 2, 3) }, "010203"],
  ["sample_dump", {}, ""],
];
