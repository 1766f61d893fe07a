/** Messages with random mistakes: whatever a peer sends, reading ends without an exception (RFC 7606). */
import fc from "fast-check";
import t from "tap";
import { FAMILIES, parseNotification, parseOpen, parseUpdate } from "../../../src/bgp/message/index.ts";
import { bytes } from "../../helpers.ts";
import {
  GOBGP_CAPABILITIES,
  INTERNAL_ATTRIBUTES,
  IP4_REACH,
  IP6_REACH,
  POLICY_PATH,
  POLICY_REACH,
  POLICY_UNREACH,
  TWO_LISTS_PATH,
  updateBody,
} from "./samples.ts";

const RUNS = 20_000;

const UPDATES = [
  { attributes: INTERNAL_ATTRIBUTES + POLICY_PATH + POLICY_REACH },
  { attributes: INTERNAL_ATTRIBUTES + TWO_LISTS_PATH + POLICY_REACH + POLICY_UNREACH },
  { withdrawn: "18c0a801 00", attributes: INTERNAL_ATTRIBUTES + IP4_REACH, nlri: "080a" },
  {
    attributes: `${INTERNAL_ATTRIBUTES} c00804ffffff02 c01008 01020a00000b0000 80090401020304 800a0401020304 ${IP6_REACH}`,
  },
].map(updateBody);
const OPENS = [
  bytes("04 fc00 005a 0a00000b 46 02 44", GOBGP_CAPABILITIES),
  bytes("04 fc00 005a 0a00000b ff ff 0009 02 0006 0104 00010001"),
];

/** Changes of a message: bytes are overwritten, it is cut, or a part of it is repeated. */
interface Mistakes {
  readonly bytes: readonly (readonly [at: number, value: number])[];
  readonly cut: number | undefined;
  readonly doubled: readonly [at: number, length: number] | undefined;
}

const mistakes: fc.Arbitrary<Mistakes> = fc.record({
  bytes: fc.array(fc.tuple(fc.nat(511), fc.nat(255)), { maxLength: 4 }),
  cut: fc.option(fc.nat(511), { nil: undefined, freq: 2 }),
  doubled: fc.option(fc.tuple(fc.nat(511), fc.nat(64)), { nil: undefined, freq: 2 }),
});

function withMistakes(sample: Buffer, { bytes, cut, doubled }: Mistakes): Buffer {
  const parts = [sample];
  if (doubled !== undefined) {
    const at = doubled[0] % sample.length;
    parts.splice(0, 1, sample.subarray(0, at + doubled[1]), sample.subarray(at));
  }
  const changed = Buffer.concat(parts);
  for (const [at, value] of bytes) changed[at % changed.length] = value;
  return cut === undefined ? changed : changed.subarray(0, cut % changed.length);
}

t.test("every UPDATE with mistakes is read, or refused with a notification", async (t) => {
  const contexts = [4, 2].flatMap((asBytes) =>
    [true, false].map((isInternal) => ({ families: FAMILIES, isInternal, asBytes: asBytes as 2 | 4 })),
  );
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.constantFrom(...UPDATES), mistakes, fc.constantFrom(...contexts), (sample, mistake, context) => {
        const body = withMistakes(sample, mistake);
        // The header says at least 23 bytes.
        if (body.length < 4) return;
        parseUpdate(body, context);
      }),
      { numRuns: RUNS },
    ),
  );
});

t.test("every OPEN with mistakes is read, or refused with a notification", async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.constantFrom(...OPENS), mistakes, (sample, mistake) => {
        const body = withMistakes(sample, mistake);
        if (body.length >= 10) parseOpen(body);
      }),
      { numRuns: RUNS },
    ),
  );
});

t.test("every NOTIFICATION is read", async (t) => {
  t.doesNotThrow(() =>
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (body) => void parseNotification(Buffer.from(body)))),
  );
});
