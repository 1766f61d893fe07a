import fc from "fast-check";
import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { directory } from "../../../src/binapi/directory.ts";
import { swInterfaceSetMacAddress } from "../../../src/binapi/interface.ts";
import { ipRouteAddDel } from "../../../src/binapi/ip.ts";
import { srLocalsidAddDel, srPolicyAdd, srSetEncapHopLimit, srSteeringAddDel } from "../../../src/binapi/sr.ts";
import { prepare } from "../../../src/client/index.ts";
import { fromJson, type Input, type Request } from "../../../src/wire/index.ts";
import { bytes, encode, loadDescriptors, readGolden, type Vector } from "../../helpers.ts";
import { connectedPair } from "../../scripted-peer.ts";

const POLICY_ADD = 0x333;

/** `sr_policy_add` as it was seen on the socket of a VPP 26.06, behind the header, without its BSID. */
const POLICY_REST = `00000000 01 00 00000000
  02 00000005 fc000000000000000000000000000001 fc000000000000000000000000000002 ${"00".repeat(224)}`;

const sids = { numSids: 2, weight: 5, sids: ["fc00::1", "fc00::2"] };
const policy = { bsidAddr: "cafe::e1", weight: 0, isEncap: true, isSpray: false, fibTable: 0, sids };
const localSid = {
  isDel: false,
  localsid: "fc00::e1",
  endPsp: false,
  behavior: 1,
  swIfIndex: 0xffffffff,
  vlanIndex: 0,
  fibTable: 0,
  nhAddr: "::",
};
const steering = {
  isDel: false,
  bsidAddr: "cafe::e1",
  srPolicyIndex: 0,
  tableId: 0,
  prefix: "fc00::/64",
  swIfIndex: 0xffffffff,
  trafficType: 6,
};

t.test("a prepared request is sent with the fields it was made with, but for those that are replaced", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const mine = { ...policy };
  const prepared = prepare(srPolicyAdd, mine);
  mine.fibTable = 9;
  const replies = [vpp.request(prepared, {}), vpp.request(prepared, { bsidAddr: "cafe::e2", isEncap: false })];
  const outcomes = vpp.batch((batch) => batch.add(prepared, { bsidAddr: Ip6Address.parse("cafe::e3") }));
  const expected = [
    `cafe${"00".repeat(13)}e1 ${POLICY_REST}`,
    `cafe${"00".repeat(13)}e2 ${POLICY_REST.replace(" 01 00 ", " 00 00 ")}`,
    `cafe${"00".repeat(13)}e3 ${POLICY_REST}`,
  ];
  for (const fields of expected) {
    const { context, bytes: sent } = await peer.next(POLICY_ADD);
    t.equal(sent.toString("hex"), bytes("0333 80000001", context, fields).toString("hex"));
    peer.send(`0334 ${context} 00000000`);
  }
  t.same(await Promise.all(replies), [{ retval: 0 }, { retval: 0 }]);
  t.same(await outcomes, [{ ok: true, reply: { retval: 0 } }]);
});

t.test("whatever is replaced, the bytes are those of all fields encoded together", async (t) => {
  const prepared = prepare(srLocalsidAddDel, localSid);
  const patch = fc.record(
    {
      isDel: fc.boolean(),
      localsid: fc.ipV6(),
      endPsp: fc.boolean(),
      behavior: fc.constantFrom(1, 2, 13),
      swIfIndex: fc.nat(),
      nhAddr: fc.oneof(fc.ipV4(), fc.ipV6()),
    },
    { requiredKeys: [] },
  );
  const isSame = fc.property(patch, (fields) => {
    return encode(prepared, fields).equals(encode(srLocalsidAddDel, { ...localSid, ...fields }));
  });
  t.doesNotThrow(() => fc.assert(isSame));
});

t.test("texts and MAC addresses can be replaced too", async (t) => {
  const prepared = prepare(swInterfaceSetMacAddress, { swIfIndex: 1, macAddress: "02:00:00:00:00:01" });
  const encoded = encode(prepared, { macAddress: "02:00:00:00:00:02" });
  t.equal(encoded.toString("hex", 10), "00000001020000000002");
});

t.test("a field is replaced by the bytes in which VPP's client packs it, in each request of VPP 26.06", async (t) => {
  const golden = readGolden();
  const descriptors = await loadDescriptors(directory);
  const requests = new Map<string, Vector[]>();
  for (const vector of golden.vectors) {
    const { kind, codec } = descriptors.get(vector.name)!;
    const isRefused =
      codec.byteLength !== undefined || codec.fields.some(([, type]) => Object.hasOwn(Object(type), "arms"));
    if (kind === "request" && !isRefused) requests.set(vector.name, [...(requests.get(vector.name) ?? []), vector]);
  }
  t.ok(requests.size > 700, `${requests.size} requests`);
  for (const [name, vectors] of requests) {
    const message = descriptors.get(name) as Request<Record<string, unknown>, unknown>;
    const all = vectors.map(({ fields }) => Object.entries(fromJson(message, fields) as object));
    const sent = all.map((fields, at) => {
      const base = Object.fromEntries([
        ...all[(at + 1) % all.length]!,
        ...fields.filter(([, value]) => !isSingle(value)),
      ]);
      const patch = Object.fromEntries(fields.filter(([, value]) => isSingle(value)));
      return encode(prepare(message, base as Input<Record<string, unknown>>), patch as never, golden).toString("hex");
    });
    t.same(
      sent,
      vectors.map(({ hex }) => hex),
      name,
    );
  }
});

/** Whether a value is not a list, a typedef or a union. */
function isSingle(value: unknown): boolean {
  return !Array.isArray(value) && (value as object).constructor !== Object;
}

t.test("what cannot be replaced is refused, and what does not fit", async (t) => {
  const prepared = prepare(srPolicyAdd, policy);
  const refuses = (fields: object, message: RegExp) =>
    t.throws(() => encode(prepared, fields), { code: "VPP_FIELD_RANGE", message });
  refuses({ sids }, /^sr_policy_add\.sids: /);
  refuses({ color: 1 }, /^sr_policy_add\.color: /);
  refuses({ fibTable: -1 }, /^sr_policy_add\.fib_table: -1 is not a u32$/);
  t.equal(encode(prepared, {}).toString("hex", 10), bytes(`cafe${"00".repeat(13)}e1`, POLICY_REST).toString("hex"));
});

t.test("a message of variable length cannot be prepared, nor a value that does not fit", async (t) => {
  const route = { isAdd: true, isMultipath: false, route: {} };
  const variable = "ip_route_add_del: cannot be prepared: its length is variable";
  t.throws(() => prepare(ipRouteAddDel, route as never), { code: "VPP_FIELD_RANGE", message: variable });
  t.throws(() => prepare(srSetEncapHopLimit, { hopLimit: 256 }), { code: "VPP_FIELD_RANGE" });
});

t.test(
  "a message with a union, or of bindings without offsets, cannot be prepared, and the error says which",
  async (t) => {
    const { offsets: _, ...codec } = srSetEncapHopLimit.codec;
    const old = { ...srSetEncapHopLimit, codec };
    const union = { ...old, codec: { ...codec, fields: [["u", { arms: [["a", "u8"]] }]] as const } };
    const reason = (message: typeof old) => () => prepare(message, { hopLimit: 1 });
    const { name } = srSetEncapHopLimit;
    t.throws(reason(old), { message: `${name}: cannot be prepared: its bindings are old: generate them again` });
    t.throws(reason(union), { message: `${name}: cannot be prepared: it has a union` });
  },
);

t.test("what would hurt VPP is refused, whether it was prepared or replaced", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const hazard = { code: "VPP_HAZARD" };
  await t.rejects(
    vpp.request(prepare(srLocalsidAddDel, { ...localSid, behavior: 4 }), { localsid: "fc00::1" }),
    hazard,
  );
  const prepared = prepare(srSteeringAddDel, steering);
  await t.rejects(vpp.request(prepared, { trafficType: 4 }), hazard);
  await t.rejects(vpp.request(prepared, { prefix: "10.0.0.0/8" }), hazard);
  t.same(peer.heard, []);
});
