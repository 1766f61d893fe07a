import t from "tap";
import { Definitions, describeMessage } from "../../../src/recording/index.ts";
import { bytes, readGolden, sampleSchema } from "../../helpers.ts";

t.test("describes messages that VPP's own client has packed", async (t) => {
  const definitions = new Definitions();
  const { vectors, context } = readGolden();
  for (const { name, crc, fields, hex } of vectors.slice(0, 300)) {
    const described = describeMessage({ bytes: Buffer.from(hex, "hex"), nameCrc: `${name}_${crc}` }, definitions);
    t.equal(described.fault, undefined, name);
    t.equal(described.name, name);
    if (described.context !== undefined) t.equal(described.context, context);
    t.same(described.fields, fields, name);
  }
});

t.test("a message that is too short, unknown or without a name is reported, not guessed", async (t) => {
  const definitions = new Definitions();
  const short = describeMessage({ bytes: bytes("0001"), nameCrc: "sw_interface_set_mtu_5cbe85e5" }, definitions);
  t.match(short, { name: "sw_interface_set_mtu", fields: undefined, fault: /2 bytes received/ });
  const unknown = describeMessage({ bytes: bytes("0001"), nameCrc: "no_such_00000000" }, definitions);
  t.match(unknown, { name: "no_such", crc: "00000000", fault: /no definition with this CRC/ });
  t.match(describeMessage({ bytes: bytes("0203"), nameCrc: undefined }, definitions), { name: "message 515" });
  t.match(describeMessage({ bytes: bytes("02"), nameCrc: undefined }, definitions), { name: "no message" });
});

t.test("finds a message in added definitions", async (t) => {
  const schema = sampleSchema();
  const { name, crc } = schema.modules.get("sample")!.messages[0]!;
  t.equal(new Definitions().find(`${name}_${crc}`), undefined);
  t.equal(new Definitions(schema).find(`${name}_${crc}`)!.found.message.name, name);
});
