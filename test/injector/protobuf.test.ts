import t from "tap";
import { encodeProto, ProtoMessage } from "../../src/injector/protobuf.ts";
import { bytes } from "../helpers.ts";

t.test("fields have the bytes of the documentation of Protocol Buffers", async (t) => {
  // https://protobuf.dev/programming-guides/encoding/: Test1 { a: 150 }, Test2 { b: "testing" }, Test3 { c: Test1 }.
  t.same(encodeProto([1, 150]), bytes("08 9601"));
  t.same(encodeProto([2, Buffer.from("testing")]), bytes("12 07 74657374696e67"));
  t.same(encodeProto([3, encodeProto([1, 150])]), bytes("1a 03 089601"));
  t.same(encodeProto(), bytes(""));
  t.same(encodeProto([21, Buffer.of(1)], [20, 2 ** 40]), bytes("aa01 01 01 a001 808080808020"));
});

t.test("fields are read, and those of other types are skipped", async (t) => {
  const message = new ProtoMessage(bytes("08 9601 12 02 6162 12 01 63 19 0102030405060708 25 01020304 32 03 089601"));
  t.equal(message.number(1), 150);
  t.equal(message.number(9), 0);
  t.same(message.all(2), [Buffer.from("ab"), Buffer.from("c")]);
  t.same(message.bytes(2), Buffer.from("c"));
  t.same(message.bytes(9), Buffer.alloc(0));
  t.same(
    message.messages(6).map((each) => each.number(1)),
    [150],
  );
  t.same([message.number(3), message.all(4)], [0, []]);
});

for (const malformed of ["08", "08 96", "12 05 6162", "19 01", "0b", "12 ffffffffffffffffff01"]) {
  t.test(`refuses ${malformed}`, async (t) => {
    t.throws(() => new ProtoMessage(bytes(malformed)), { code: "VPP_WIRE_RANGE" });
  });
}
