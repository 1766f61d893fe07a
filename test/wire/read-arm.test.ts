/** The bytes are those of VPP's types: src/vnet/ip/ip_types.api, src/plugins/npol/npol.api. */
import t from "tap";
import { Ip4Address, Ip6Address, Prefix } from "../../src/address/index.ts";
import { addressUnionCodec } from "../../src/binapi/ip_types.ts";
import { npolIpsetMemberValCodec } from "../../src/binapi/npol.ts";
import { readArm } from "../../src/wire/index.ts";

const ADDRESS = Buffer.from("0a000001000000000000000000000000", "hex");

t.test("the arm is the one that the caller names", async (t) => {
  t.ok(readArm(addressUnionCodec, ADDRESS, "ip4").equals(Ip4Address.parse("10.0.0.1")));
  t.ok(readArm(addressUnionCodec, ADDRESS, "ip6").equals(Ip6Address.parse("a00:1::")));
  // A byte that is not the union's; family 0, 10.1.0.0 and 12 bytes more, length 16; two bytes of the longest arm.
  const member = new Uint8Array(Buffer.from(`ff000a010000${"00".repeat(12)}100000`, "hex")).subarray(1);
  t.ok(readArm(npolIpsetMemberValCodec, member, "prefix").equals(Prefix.parse("10.1.0.0/16")));
});

t.test("all bytes are an arm of no number", async (t) => {
  t.throws(() => readArm(addressUnionCodec, ADDRESS, "bytes"), {
    code: "VPP_FIELD_RANGE",
    message: "the union has no arm bytes: its arms are ip4, ip6",
  });
  t.throws(() => readArm(addressUnionCodec, ADDRESS, "toString" as "ip4"), { code: "VPP_FIELD_RANGE" });
});

t.test("too few bytes are refused", async (t) => {
  t.throws(() => readArm(addressUnionCodec, ADDRESS.subarray(0, 3), "ip4"), {
    code: "VPP_FIELD_RANGE",
    message: "3 bytes are too few for the arm ip4",
  });
});
