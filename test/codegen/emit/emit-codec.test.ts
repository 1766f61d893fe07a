import t from "tap";
import { codecText, unionText } from "../../../src/codegen/emit/emit-codec.ts";
import type { UnionShape } from "../../../src/codegen/emit/union.ts";
import { layoutsOf, sampleScope } from "../printed.ts";

t.test("a codec has its fields, its length, and what writes and reads them", async (t) => {
  const text = codecText(
    layoutsOf({ name: "is_add", type: "bool" }, { name: "mac", type: "mac_address" }),
    sampleScope(),
  );
  t.equal(
    text,
    `{
  fields: [["is_add", "bool"], ["mac", "mac"]],
  leastBytes: 7,
  write(w, at, v) {
    w.bool(at, v.isAdd, "is_add");
    w.mac(at + 1, v.mac, "mac");
    return at + 7;
  },
  read(r, at) {
    const d = r.view;
    return {
      isAdd: d.getUint8(at) !== 0,
      mac: r.mac(at + 1),
    };
  },
}`,
  );
});

t.test("no fields, and a return value alone, have codecs that all messages share", async (t) => {
  t.equal(codecText([], sampleScope()), "empty");
  t.equal(codecText(layoutsOf({ name: "retval", type: "i32" }), sampleScope()), "retvalOnly");
  t.match(codecText(layoutsOf({ name: "retval", type: "u32" }), sampleScope()), /leastBytes: 4,/);
});

t.test("a codec that ends with a variable part gives the length of a value, and where it ends", async (t) => {
  const text = codecText(layoutsOf({ name: "t", type: "string", array: { kind: "variable" } }), sampleScope());
  t.match(text, "  leastBytes: 4,\n  byteLength: (v) => 4 + textBytes(v.t),\n");
  t.match(text, "    return end;\n");
});

t.test("the field that counts an array is not seen", async (t) => {
  const count = { name: "n", type: "u8" };
  const text = codecText(
    layoutsOf(count, { name: "x", type: "u8", array: { kind: "counted", by: "n" } }),
    sampleScope(),
  );
  t.match(text, '  fields: [["x", "bytes"]],\n');
});

t.test("offsets are printed where they are asked for and each field has its own", async (t) => {
  const fields = [
    { name: "af", type: "address_family" },
    { name: "key", type: "sample_key" },
    { name: "n", type: "u64" },
  ];
  t.match(codecText(layoutsOf(...fields), sampleScope(), { offsets: true }), "  offsets: [0, 1, 5],\n");
  t.notMatch(codecText(layoutsOf(...fields), sampleScope()), "offsets");
  const un = { name: "un", type: "sample_address", discriminator: "af" };
  t.notMatch(codecText(layoutsOf(...fields, un), sampleScope(), { offsets: true }), "offsets");
  const text = { name: "t", type: "string", array: { kind: "variable" } } as const;
  t.notMatch(codecText(layoutsOf(...fields, text), sampleScope(), { offsets: true }), "offsets");
});

t.test("an enumeration says that it is signed where it is", async (t) => {
  const text = codecText(
    layoutsOf({ name: "m", type: "sample_mode" }, { name: "af", type: "address_family" }),
    sampleScope(),
  );
  t.match(text, '["m", { enum: SampleMode, isSigned: true }], ["af", { enum: AddressFamily }]');
});

t.test("fields of details can be read one by one", async (t) => {
  const text = codecText(layoutsOf({ name: "x", type: "u8" }, { name: "mac", type: "mac_address" }), sampleScope(), {
    parts: true,
  });
  t.match(
    text,
    "  parts: {\n    x: (r, at, d = r.view) => d.getUint8(at),\n    mac: (r, at) => r.mac(at + 1),\n  },\n",
  );
});

t.test("a union has a case for each arm, one for all of its bytes, and zeros behind a short arm", async (t) => {
  const [layout] = layoutsOf({ name: "x", type: "sample_address" });
  t.equal(
    unionText(layout!.shape as UnionShape, sampleScope()),
    `{
  arms: [["ip4_addr", "ip4"], ["ip6_addr", "ip6"]],
  cases: { ip4Addr: 0, ip6Addr: 1 },
  write(w, at, v) {
    switch (v.case) {
      case "ip4Addr":
        w.ip4(at, v.value, "ip4_addr");
        w.zero(at + 4, 12);
        break;
      case "ip6Addr":
        w.ip6(at, v.value, "ip6_addr");
        break;
      case "bytes":
        w.octets(at, v.value, 16, "bytes");
        break;
      default:
        w.refuseArm(v);
    }
  },
  read(r, at, discriminator) {
    switch (discriminator) {
      case 0: return { case: "ip4Addr", value: r.ip4(at) };
      case 1: return { case: "ip6Addr", value: r.ip6(at) };
      default: return { case: "bytes", value: r.octets(at, 16) };
    }
  },
}`,
  );
});
