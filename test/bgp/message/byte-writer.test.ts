import t from "tap";
import { Ip4Address, Ip6Address } from "../../../src/address/index.ts";
import { ByteWriter } from "../../../src/bgp/message/byte-writer.ts";
import { bytes } from "../../helpers.ts";

t.test("writes numbers in network order, addresses and bytes", async (t) => {
  const writer = new ByteWriter().u8(1).u16(0x0203).u32(0xfffefdfc);
  writer.address(Ip4Address.parse("10.0.0.1")).address(Ip6Address.parse("fd00::1")).bytes(bytes("aabb"));
  t.equal(writer.length, 29);
  t.same(writer.finish(), bytes("01 0203 fffefdfc 0a000001 fd000000000000000000000000000001 aabb"));
});

t.test("writes the length of a part in front of it, in one byte or two, also of a part in a part", async (t) => {
  const inner = (to: ByteWriter) => to.u16(0x0102);
  t.same(new ByteWriter().sized(1, inner).finish(), bytes("02 0102"));
  t.same(new ByteWriter().sized(2, (to) => to.u8(9).sized(1, inner)).finish(), bytes("0004 09 02 0102"));
});

t.test("grows", async (t) => {
  const writer = new ByteWriter();
  for (let at = 0; at < 1000; at++) writer.u16(at);
  writer.bytes(Buffer.alloc(5000, 7));
  const written = writer.finish();
  t.equal(written.length, 7000);
  t.same([written.readUInt16BE(1998), written[2000], written[6999]], [999, 7, 7]);
});
