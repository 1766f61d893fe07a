import t from "tap";
import { Ip4Address } from "../../../src/address/index.ts";
import { type RawAttributes, readAttributes, splitAttributes } from "../../../src/bgp/message/read-attributes.ts";
import { bytes } from "../../helpers.ts";
import { INTERNAL_ATTRIBUTES } from "./samples.ts";

const INTERNAL = { isInternal: true, asBytes: 4 } as const;

function split(text: string): RawAttributes {
  const raw = splitAttributes(bytes(text));
  if ("code" in raw) throw new Error(`refused with ${raw.code}/${raw.subcode}`);
  return raw;
}

t.test("splits attributes with lengths of one byte and of two", async (t) => {
  const { values, fault } = split("40010100 5002 0000");
  t.same(
    [...values],
    [
      [1, bytes("00")],
      [2, bytes("")],
    ],
  );
  t.equal(fault, undefined);
});

t.test("takes the first of two, but not of those that hold routes", async (t) => {
  t.same(split("40010100 40010102").values.get(1), bytes("00"));
  t.match(splitAttributes(bytes("800e00 800e00")), { code: 3, subcode: 1 });
});

t.test("quotes a well-known attribute that it does not know", async (t) => {
  t.match(splitAttributes(bytes("40f001aa")), { code: 3, subcode: 2, data: bytes("40f001aa") });
});

t.test("says what is wrong with flags and lengths, and keeps what it could split", async (t) => {
  t.match(split("80010100"), { fault: /^ORIGIN has flags of another kind/ });
  t.equal(split("c0060100").fault, undefined, "ATOMIC_AGGREGATE is not used");
  const cut = split("40010100 4002ff");
  t.match(cut, { fault: /longer than the attributes of the message/ });
  t.same([...cut.values.keys()], [1]);
});

t.test("reads all attributes of a route", async (t) => {
  const text = `${INTERNAL_ATTRIBUTES} 400304 0a000001 800404 00000007 c00808 ffffff01 ffffff02`;
  const rest = "800904 0a000009 800a08 0a000001 0a000002 c01008 0102 0a00000b 0000";
  t.same(readAttributes(split(text + rest), INTERNAL), {
    origin: "IGP",
    asPath: [],
    localPreference: 100,
    nextHop: Ip4Address.parse("10.0.0.1"),
    multiExitDiscriminator: 7,
    communities: [0xffffff01, 0xffffff02],
    originatorId: Ip4Address.parse("10.0.0.9"),
    clusterList: [Ip4Address.parse("10.0.0.1"), Ip4Address.parse("10.0.0.2")],
    extendedCommunities: [bytes("0102 0a00000b 0000")],
  });
});

t.test("says which attribute is missing or malformed", async (t) => {
  t.equal(readAttributes(split("400200 40050400000064"), INTERNAL), "ORIGIN is missing");
  t.equal(readAttributes(split("40010100 40050400000064"), INTERNAL), "AS_PATH is missing");
  t.equal(readAttributes(split("40010100 400200"), INTERNAL), "LOCAL_PREF is missing");
  t.equal(readAttributes(split(`${INTERNAL_ATTRIBUTES} 40030100`), INTERNAL), "NEXT_HOP is malformed");
});

t.test("another AS gives no LOCAL_PREF, and a malformed AS4_PATH is ignored (RFC 6793)", async (t) => {
  const text = "40010100 400204 0201 5ba0 400501ff c01103 020100";
  t.same(readAttributes(split(text), { isInternal: false, asBytes: 2 }), {
    origin: "IGP",
    asPath: [{ type: "sequence", ases: [23456] }],
  });
});
