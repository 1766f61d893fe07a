/**
 * Every message of VPP 26.06 against the bytes of VPP's own Python client (`scripts/vectors.py`), and against bytes seen
 * on the socket of a VPP 26.06 or written by hand where that client is of no help.
 */
import { isDeepStrictEqual } from "node:util";
import t from "tap";
import { directory } from "../../src/binapi/directory.ts";
import { fromJson, type JsonValue, toJson } from "../../src/wire/index.ts";
import { bytes, decode, encode, loadDescriptors, readGolden, type Vector } from "../helpers.ts";

const golden = readGolden();
const descriptors = await loadDescriptors(directory);

t.test("there are bytes for every message of the release", async (t) => {
  const nameCrcs = (known: Iterable<readonly [string, string]>) => [...new Set([...known].map(String))].sort();
  t.same(
    nameCrcs(golden.vectors.map(({ name, crc }) => [name, crc])),
    nameCrcs(directory.map(([name, crc]) => [name, crc])),
  );
  t.equal(directory.length, 2093);
});

for (const module of new Set(directory.map((entry) => entry[2]))) {
  const names = new Set(directory.filter((entry) => entry[2] === module).map(([name]) => name));
  const vectors = golden.vectors.filter(({ name }) => names.has(name));

  t.test(`the ${vectors.length} vectors of ${module} are written and read as VPP's client packs them`, async (t) => {
    t.same(vectors.flatMap(differences), []);
  });
}

/** Requests that were seen on the socket of a VPP 26.06; of the last two only the fields, packed by hand. */
const seen: readonly (readonly [name: string, fields: JsonValue, hex: string])[] = [
  ["sr_set_encap_hop_limit", { hopLimit: 0 }, "033f 80000001 11223344 00"],
  [
    "sr_localsid_add_del",
    {
      isDel: false,
      localsid: "fc00::e1",
      endPsp: false,
      behavior: "SR_BEHAVIOR_API_END",
      swIfIndex: 0xffffffff,
      vlanIndex: 0,
      fibTable: 0,
      nhAddr: "0.0.0.0",
    },
    `032f 80000001 11223344
     00 fc0000000000000000000000000000e1 00 01 ffffffff 00000000 00000000 00 ${"00".repeat(16)}`,
  ],
  [
    "sr_policy_add",
    {
      bsidAddr: "cafe::e1",
      weight: 0,
      isEncap: true,
      isSpray: false,
      fibTable: 0,
      sids: { numSids: 2, weight: 5, sids: ["fc00::1", "fc00::2"] },
    },
    `0333 80000001 11223344
     cafe00000000000000000000000000e1 00000000 01 00 00000000
     02 00000005 fc000000000000000000000000000001 fc000000000000000000000000000002 ${"00".repeat(224)}`,
  ],
  [
    "sr_steering_add_del",
    {
      isDel: false,
      bsidAddr: "cafe::e1",
      srPolicyIndex: 0,
      tableId: 0,
      prefix: "10.1.0.0/16",
      swIfIndex: 0xffffffff,
      trafficType: "SR_STEER_API_IPV4",
    },
    `0341 80000001 11223344
     00 cafe00000000000000000000000000e1 00000000 00000000
     00 0a010000 ${"00".repeat(12)} 10 ffffffff 04`,
  ],
  // f64 is the only little-endian field. VPP refuses a request with it the other way round.
  ["get_f64_endian_value", { f64One: 1 }, "0102 80000001 11223344 000000000000f03f"],
  // Texts that fill their field. VPP's Python client insists on a NUL at the end, so it packs none.
  ["sockclnt_create", { name: "x".repeat(64) }, `0102 11223344 ${"78".repeat(64)}`],
  [
    "sw_interface_set_interface_name",
    { swIfIndex: 1, name: `${"é".repeat(31)}ab` },
    `0102 80000001 11223344 00000001 ${"c3a9".repeat(31)} 6162`,
  ],
];

for (const [name, fields, hex] of seen) {
  t.test(`${name} is written and read as seen`, async (t) => {
    const message = descriptors.get(name)!;
    const header = { ...golden, messageId: bytes(hex).readUInt16BE(0) };
    const encoded = encode(message, fromJson(message, fields) as never, header);
    t.equal(encoded.toString("hex"), bytes(hex).toString("hex"));
    t.same(withoutSpareItems(toJson(message, decode(message, encoded))), fields);
  });
}

/** What is wrong with a vector: nothing, or a line each for the bytes and the fields. */
function differences({ name, case: title, fields, hex }: Vector): string[] {
  const message = descriptors.get(name)!;
  try {
    const encoded = encode(message, fromJson(message, fields) as never, golden).toString("hex");
    const decoded = toJson(message, decode(message, bytes(hex)));
    return [
      ...(encoded === hex ? [] : [`${name} ${title} is written as ${encoded}, not ${hex}`]),
      ...(isDeepStrictEqual(decoded, fields) ? [] : [`${name} ${title} is read as ${JSON.stringify(decoded)}`]),
    ];
  } catch (reason) {
    return [`${name} ${title}: ${reason}`];
  }
}

/** A fixed array comes back with all its items; those behind the last that was given are zero. */
function withoutSpareItems(fields: JsonValue): JsonValue {
  const isSpare = (item: JsonValue) => item === "::";
  return JSON.parse(JSON.stringify(fields), (_, value: JsonValue) =>
    Array.isArray(value) ? value.slice(0, value.findLastIndex((item) => !isSpare(item)) + 1) : value,
  ) as JsonValue;
}
