import { isDeepStrictEqual } from "node:util";
import t from "tap";
import { aclAddReplace } from "../../src/binapi/acl.ts";
import { ipRouteAddDel } from "../../src/binapi/ip.ts";
import { sockclntCreateReply } from "../../src/binapi/memclnt.ts";
import { srPoliciesV2Details, srPolicyAdd } from "../../src/binapi/sr.ts";
import { cliInbandReply } from "../../src/binapi/vlib.ts";
import { showVersionReply } from "../../src/binapi/vpe.ts";
import type { Message } from "../../src/wire/index.ts";
import { type ReadFunction, scalars } from "../../src/wire/reader.ts";
import { bytes, decode, readerOn, readGolden } from "../helpers.ts";

const golden = readGolden();

const read: readonly (readonly [what: string, read: ReadFunction<unknown>, hex: string, value: unknown])[] = [
  ["a u8", scalars.u8, "ff", 255],
  ["a u16", scalars.u16, "1234", 0x1234],
  ["a u32", scalars.u32, "ffffffff", 4294967295],
  ["a u64", scalars.u64, "ffffffffffffffff", 2n ** 64n - 1n],
  ["an i8", scalars.i8, "80", -128],
  ["an i16", scalars.i16, "8000", -32768],
  ["an i32", scalars.i32, "fffffff9", -7],
  ["an i64", scalars.i64, "8000000000000000", -(2n ** 63n)],
  ["an f64, little-endian", scalars.f64, "000000000000f03f", 1],
  ["false", scalars.bool, "00", false],
  ["true", scalars.bool, "01", true],
  ["true of any other byte", scalars.bool, "02", true],
  ["an IPv4 address", scalars.ip4, "0a000001", "10.0.0.1"],
  ["an IPv6 address", scalars.ip6, `fc00${"00".repeat(13)}e1`, "fc00::e1"],
  ["an IPv4 address of any family", scalars.address, `00 0a000001 ${"ff".repeat(12)}`, "10.0.0.1"],
  ["an IPv6 address of any family", scalars.address, `01 ${"00".repeat(15)}01`, "::1"],
  ["an IPv4 prefix of any family", scalars.prefix, `00 0a010203 ${"00".repeat(12)} 08`, "10.1.2.3/8"],
  ["an IPv6 prefix of any family", scalars.prefix, `01 fc00${"00".repeat(14)} 10`, "fc00::/16"],
  ["a length that no address has", scalars.prefix, `01 ${"00".repeat(16)} c8`, "::/200"],
  ["an IPv4 prefix", scalars.ip4Prefix, "0a000000 08", "10.0.0.0/8"],
  ["an IPv6 prefix", scalars.ip6Prefix, `fc00${"00".repeat(14)} 10`, "fc00::/16"],
  ["a MAC address", scalars.mac, "02fe0000000a", "02:fe:00:00:00:0a"],
  ["a fixed string up to its first NUL", (r, at) => r.string(at, 8), "74617030 00 616263", "tap0"],
  ["a fixed string without a NUL", (r, at) => r.string(at, 4), "74617030 31", "tap0"],
  ["an empty fixed string", (r, at) => r.string(at, 4), "00 616263", ""],
  ["bytes of a fixed string that are no UTF-8 as U+DC80 to U+DCFF", (r, at) => r.string(at, 3), "61ff62", "a\udcffb"],
  ["a variable text", (r, at) => r.text(at), "00000003 c3a961 62", "éa"],
  ["bytes of a variable text that are no UTF-8", (r, at) => r.text(at), "00000003 c3a9c3 a9", "é\udcc3"],
];

for (const [what, readValue, hex, value] of read) {
  t.test(`reads ${what}`, async (t) => {
    const memory = bytes("aaaaaa", hex);
    const found = readValue(readerOn(memory), 3);
    t.equal(typeof found === "object" ? String(found) : found, value);
  });
}

t.test("bytes are plain, and stay when the memory is used again", async (t) => {
  const memory = bytes("010203");
  const reader = readerOn(memory);
  const values = [reader.octets(0, 3), reader.blob(0, 3)];
  memory.fill(0xff);
  t.ok(isDeepStrictEqual(values, [Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3)]));
});

t.test("items of different lengths follow each other", async (t) => {
  const reader = readerOn(bytes("00000001 61 00000000 00000002 6263"));
  const text: ReadFunction<string> = (r, at) => r.text(at);
  t.same(reader.sequence(0, 3, 4, text), ["a", "", "bc"]);
  t.throws(() => reader.sequence(0, 4, 4, text), { code: "VPP_WIRE_RANGE" });
});

/** Messages with a variable part of each kind, and one without. */
const cut: readonly Message<unknown>[] = [
  srPolicyAdd,
  cliInbandReply,
  ipRouteAddDel,
  aclAddReplace,
  srPoliciesV2Details,
  sockclntCreateReply,
];

for (const message of cut) {
  t.test(`${message.name} cut short anywhere is refused`, async (t) => {
    const vector = golden.vectors.find(({ name, case: title }) => name === message.name && title === "1")!;
    const whole = bytes(vector.hex);
    const taken = Array.from(whole, (_, length) => length).filter((length) => !isRefused(message, whole, length));
    t.same(taken, []);
    t.doesNotThrow(() => decode(message, whole));
  });
}

t.test("what follows the last field is ignored", async (t) => {
  const reply = bytes("0012 00000000 00000000 00000002 6f6b", "ff".repeat(7));
  t.same(decode(cliInbandReply, reply), { retval: 0, reply: "ok" });
});

const lies: readonly (readonly [what: string, message: Message<unknown>, hex: string])[] = [
  ["a text that claims 4 GiB", cliInbandReply, "0012 00000000 00000000 ffffffff 6f6b"],
  ["a text that claims a byte too many", cliInbandReply, "0012 00000000 00000000 00000003 6f6b"],
  ["65535 entries of which none is there", sockclntCreateReply, "0010 00000000 00000001 00000000 80000001 ffff"],
  ["a policy with 255 lists", srPoliciesV2Details, `034a 00000001 ${"00".repeat(38)} ff ${"00".repeat(261)}`],
];

for (const [what, message, hex] of lies) {
  t.test(`${what} is refused`, async (t) => {
    t.throws(() => decode(message, bytes(hex)), { code: "VPP_WIRE_RANGE", message: /bytes expected|bytes received/ });
  });
}

t.test("a message that is too short is named, with the length that it should have", async (t) => {
  t.throws(() => decode(showVersionReply, bytes("0102 00000000 00000000")), {
    code: "VPP_WIRE_RANGE",
    messageName: "show_version_reply",
    message: "show_version_reply: 10 bytes received, at least 362 expected",
  });
});

t.test("a message whose variable part is too short is named, with what is missing", async (t) => {
  t.throws(() => decode(cliInbandReply, bytes("0012 00000000 00000000 00000003 6f6b")), {
    messageName: "cli_inband_reply",
    message: "cli_inband_reply: too short: 3 bytes expected, 2 left",
  });
});

function isRefused(message: Message<unknown>, whole: Buffer, length: number): boolean {
  try {
    decode(message, whole.subarray(0, length));
    return false;
  } catch (reason) {
    return (reason as { code?: string }).code === "VPP_WIRE_RANGE";
  }
}

t.test("a reader goes over to other memory, also to the middle of some", async (t) => {
  const memory = bytes("00010203 0a000001");
  const reader = readerOn(memory);
  t.equal(reader.over(memory.subarray(4)), reader);
  t.equal(String(reader.ip4(0)), "10.0.0.1");
  t.same(reader.octets(0, 2), Uint8Array.of(10, 0));
  const view = new DataView(memory.buffer, memory.byteOffset, memory.length);
  t.equal(reader.over(memory, view).view, view);
  t.equal(scalars.u32(reader, 0), 0x00010203);
});
