import fc from "fast-check";

const junk = fc.constantFrom(
  "",
  ":",
  "::",
  ".",
  "0",
  "f",
  "F",
  "1",
  "g",
  "%",
  "%eth0",
  "/",
  " ",
  "-",
  "\u0130",
  "\u0661",
);

/** The text with a few characters replaced by something short: mostly malformed, sometimes another valid text. */
function damaged(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(text, fc.nat(40), fc.nat(2), junk)
    .map(([valid, at, removed, added]) => valid.slice(0, at) + added + valid.slice(at + removed));
}

function joined(parts: readonly string[], separator: string, maxLength: number): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength }).map((chosen) => chosen.join(separator));
}

/** Texts that are an IPv4 address, or nearly one. */
export const nearlyIp4Text: fc.Arbitrary<string> = fc.oneof(
  fc.ipV4(),
  damaged(fc.ipV4()),
  joined(["0", "1", "10", "255", "256", "00", "01", "1000", "", "a", "+1", " 1"], ".", 5),
);

/** Texts that are an IPv6 address, or nearly one. */
export const nearlyIp6Text: fc.Arbitrary<string> = fc.oneof(
  fc.ipV6(),
  damaged(fc.ipV6()),
  joined(
    ["0", "1", "fc00", "FFFF", "00ab", "", "", "0", "7", "12345", "g", "1.2.3.4", "01.2.3.4", "1.2.3.256"],
    ":",
    9,
  ),
  nearlyIp4Text,
);

const field = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat(0xffff) },
  { weight: 1, arbitrary: fc.constantFrom(1, 0xf, 0x10, 0xff, 0x100, 0xfff, 0x1000, 0xffff) },
);

/** Sixteen bytes as eight fields of which many are zero, so that runs of zeros compete. */
export const ip6Bytes: fc.Arbitrary<Uint8Array> = fc
  .array(field, { minLength: 8, maxLength: 8 })
  .map((fields) => Uint8Array.from(fields.flatMap((value) => [value >> 8, value & 0xff])));

/** As many bytes as said, any. */
export function octets(byteLength: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: byteLength, maxLength: byteLength });
}

/** The bytes of IPv4-mapped IPv6 addresses. */
export const mappedBytes: fc.Arbitrary<Uint8Array> = octets(4).map((ip4) =>
  Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...ip4),
);
