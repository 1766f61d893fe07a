import { inspect } from "node:util";
import t from "tap";
import { Ip4Address } from "../../src/address/ip4-address.ts";
import { Ip6Address } from "../../src/address/ip6-address.ts";

t.test("is its text, its bytes and its word", async (t) => {
  const address = Ip4Address.parse("192.0.2.1");
  t.equal(address.word, 0xc0000201 - 2 ** 32);
  t.equal(address.family, 4);
  t.strictSame(address.toBytes(), Uint8Array.of(192, 0, 2, 1));
  t.ok(Ip4Address.fromBytes(Uint8Array.of(0, 192, 0, 2, 1), 1).equals(address));
});

t.test("takes a word as signed or unsigned number", async (t) => {
  t.ok(new Ip4Address(0xffffffff).equals(new Ip4Address(-1)));
});

t.test("prints as text", async (t) => {
  const address = Ip4Address.parse("10.0.0.1");
  t.equal(`${address}`, "10.0.0.1");
  t.equal(JSON.stringify({ address }), '{"address":"10.0.0.1"}');
  t.equal(inspect({ address }), "{ address: 10.0.0.1 }");
});

t.test("equals an address of the same bytes, and nothing else", async (t) => {
  const address = Ip4Address.parse("10.0.0.1");
  t.ok(address.equals(Ip4Address.parse("10.0.0.1")));
  for (const other of [Ip4Address.parse("10.0.0.2"), Ip6Address.parse("::10.0.0.1"), "10.0.0.1", undefined, null]) {
    t.notOk(address.equals(other), String(other));
  }
});

t.test("sorts in network order", async (t) => {
  const sorted = ["0.0.0.0", "9.255.255.255", "127.0.0.1", "128.0.0.0", "255.255.255.255"];
  const addresses = [...sorted].reverse().map(Ip4Address.parse);
  t.strictSame(addresses.sort((a, b) => a.compare(b)).map(String), sorted);
});

t.test("is accepted as value or text", async (t) => {
  const address = Ip4Address.parse("10.0.0.1");
  t.equal(Ip4Address.from(address), address);
  t.ok(Ip4Address.from("10.0.0.1").equals(address));
});

t.test("says what it refuses", async (t) => {
  const refusal = { code: "VPP_ADDRESS", message: '"10.0.0.300" is not an IPv4 address' };
  t.throws(() => Ip4Address.parse("10.0.0.300"), refusal);
  t.throws(() => Ip4Address.from("10.0.0.300"), refusal);
  for (const value of [Ip6Address.UNSPECIFIED, undefined, null, 167772161]) {
    t.throws(() => Ip4Address.from(value as never), {
      code: "VPP_ADDRESS",
      message: `"${value}" is not an IPv4 address`,
    });
  }
  t.throws(() => Ip4Address.fromBytes(new Uint8Array(3)), { code: "VPP_ADDRESS" });
});
