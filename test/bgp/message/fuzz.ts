import fc from "fast-check";
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

/** What became of messages with mistakes. */
export interface FuzzCounts {
  read: number;
  /** Answered with a NOTIFICATION, which ends the session. */
  refused: number;
}

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

const contexts = [4, 2].flatMap((asBytes) =>
  [true, false].map((isInternal) => ({ families: FAMILIES, isInternal, asBytes: asBytes as 2 | 4 })),
);

/** Reads an UPDATE with random mistakes so many times. @throws what the reader throws, with the message. */
export function fuzzUpdates(count: number, seed?: number): FuzzCounts {
  const counts = { read: 0, refused: 0 };
  const property = fc.property(
    fc.constantFrom(...UPDATES),
    mistakes,
    fc.constantFrom(...contexts),
    (sample, mistake, context) => {
      const body = withMistakes(sample, mistake);
      // The header says at least 23 bytes.
      if (body.length >= 4) note(counts, parseUpdate(body, context));
    },
  );
  fc.assert(property, { numRuns: count, ...(seed !== undefined && { seed }) });
  return counts;
}

/** Reads an OPEN with random mistakes so many times. @throws what the reader throws, with the message. */
export function fuzzOpens(count: number, seed?: number): FuzzCounts {
  const counts = { read: 0, refused: 0 };
  const property = fc.property(fc.constantFrom(...OPENS), mistakes, (sample, mistake) => {
    const body = withMistakes(sample, mistake);
    if (body.length >= 10) note(counts, parseOpen(body));
  });
  fc.assert(property, { numRuns: count, ...(seed !== undefined && { seed }) });
  return counts;
}

/** Reads a NOTIFICATION of random bytes so many times. @throws what the reader throws, with the message. */
export function fuzzNotifications(count: number, seed?: number): void {
  const property = fc.property(fc.uint8Array({ maxLength: 300 }), (body) => void parseNotification(Buffer.from(body)));
  fc.assert(property, { numRuns: count, ...(seed !== undefined && { seed }) });
}

/** Reads so many messages: UPDATEs mostly, and some OPENs and NOTIFICATIONs. For `npm run fuzz`. */
export function fuzzBgp(count: number, seed: number): FuzzCounts {
  const others = Math.ceil(count / 10);
  fuzzNotifications(others, seed);
  const opens = fuzzOpens(others, seed);
  const updates = fuzzUpdates(count - 2 * others, seed);
  return { read: opens.read + updates.read, refused: opens.refused + updates.refused };
}

function note(counts: FuzzCounts, result: object): void {
  if ("code" in result) counts.refused++;
  else counts.read++;
}
