import { inspect } from "node:util";
import fc from "fast-check";
import t from "tap";
import { MacAddress } from "../../src/address/mac-address.ts";
import { octets } from "./arbitraries.ts";

t.test("is its text, its bytes and its numbers", async (t) => {
  const mac = MacAddress.parse("02:fe:80:00:00:01");
  t.strictSame([mac.high, mac.low], [0x02fe, 0x80000001 - 2 ** 32]);
  t.strictSame(mac.toBytes(), Uint8Array.of(0x02, 0xfe, 0x80, 0, 0, 1));
  t.ok(MacAddress.fromBytes(Uint8Array.of(9, 0x02, 0xfe, 0x80, 0, 0, 1), 1).equals(mac));
  t.ok(new MacAddress(0x02fe, 0x80000001).equals(mac));
});

t.test("reads and writes any six bytes", async (t) => {
  const kept = fc.property(octets(6), (bytes) => {
    const text = Array.from(bytes, (octet) => Buffer.of(octet).toString("hex")).join(":");
    const mac = MacAddress.fromBytes(bytes);
    return mac.toString() === text && MacAddress.parse(text.toUpperCase()).equals(mac);
  });
  t.doesNotThrow(() => fc.assert(kept));
});

t.test("prints as text", async (t) => {
  const mac = MacAddress.parse("02:FE:00:00:00:01");
  t.equal(`${mac}`, "02:fe:00:00:00:01");
  t.equal(JSON.stringify({ mac }), '{"mac":"02:fe:00:00:00:01"}');
  t.equal(inspect({ mac }), "{ mac: 02:fe:00:00:00:01 }");
});

t.test("equals an address of the same bytes, and nothing else", async (t) => {
  const mac = MacAddress.parse("02:fe:00:00:00:01");
  t.ok(mac.equals(MacAddress.parse("02:FE:00:00:00:01")));
  for (const other of [MacAddress.parse("03:fe:00:00:00:01"), MacAddress.parse("02:fe:00:00:00:02"), `${mac}`, null]) {
    t.notOk(mac.equals(other), String(other));
  }
});

t.test("is accepted as value or text", async (t) => {
  const mac = MacAddress.parse("02:fe:00:00:00:01");
  t.equal(MacAddress.from(mac), mac);
  t.ok(MacAddress.from("02:fe:00:00:00:01").equals(mac));
});

const malformed = [
  "",
  "02:fe:00:00:00",
  "02:fe:00:00:00:01:02",
  "2:fe:0:0:0:1",
  "02-fe-00-00-00-01",
  "02fe.0000.0001",
  "02:fe:00:00:00:0g",
  "02:fe:00:00:00:g0",
  "02:fe:00:00:00-01",
  "02:fe:00:00:00:1 ",
  "02fe:00:00:00:001",
];

for (const text of malformed) {
  t.test(`refuses ${JSON.stringify(text)}`, async (t) => {
    const message = `${JSON.stringify(text)} is not a MAC address: write it as 02:fe:00:00:00:01`;
    t.throws(() => MacAddress.parse(text), { code: "VPP_ADDRESS", message });
  });
}

t.test("refuses values that are no MAC address, and too few bytes", async (t) => {
  for (const value of [undefined, null, 1]) t.throws(() => MacAddress.from(value as never), { code: "VPP_ADDRESS" });
  t.throws(() => MacAddress.fromBytes(new Uint8Array(5)), { code: "VPP_ADDRESS" });
});
