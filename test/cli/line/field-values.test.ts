import t from "tap";
import { swInterfaceSetFlags, swInterfaceSetMtu } from "../../../src/binapi/interface.ts";
import { ipRouteAddDelV2 } from "../../../src/binapi/ip.ts";
import { srPolicyAdd } from "../../../src/binapi/sr.ts";
import { parseFields } from "../../../src/cli/line/field-text.ts";
import { readFieldTexts } from "../../../src/cli/line/field-values.ts";
import { type AnyRequest, fromJson } from "../../../src/wire/index.ts";

function read(message: AnyRequest, ...operands: string[]) {
  const read = readFieldTexts(message.name, message.codec.fields, parseFields(operands)!);
  return { ...read, json: JSON.parse(JSON.stringify(read.json)) };
}

t.test("numbers, booleans and items of enumerations are read by the type of their field", async (t) => {
  t.same(read(srPolicyAdd, "weight=0x10", "is_encap=true", "isSpray=maybe", "bsidAddr=cafe::9").json, {
    weight: 16,
    is_encap: true,
    isSpray: "maybe",
    bsidAddr: "cafe::9",
  });
  t.same(read(swInterfaceSetFlags, "flags=IF_STATUS_API_FLAG_ADMIN_UP").json, { flags: "IF_STATUS_API_FLAG_ADMIN_UP" });
  t.same(read(swInterfaceSetFlags, "flags=1").json, { flags: 1 });
});

t.test("a structure with lists of structures becomes a message", async (t) => {
  const { json } = read(ipRouteAddDelV2, "isAdd=true", "route={ prefix=10.0.0.0/8 paths=[{ weight=2, swIfIndex=1 }] }");
  t.same(json, { isAdd: true, route: { prefix: "10.0.0.0/8", paths: [{ weight: 2, swIfIndex: 1 }] } });
});

t.test("text in place of a number is the name of an interface, whose number is put later", async (t) => {
  const { json, interfaces } = readFieldTexts(
    "sw_interface_set_mtu",
    swInterfaceSetMtu.codec.fields,
    parseFields(["swIfIndex=loop0", "mtu=[1,2,3,4]"])!,
  );
  t.same([json.swIfIndex, interfaces.map(({ path, name }) => [path, name])], [0, [[["sw_if_index"], "loop0"]]]);
  interfaces[0]!.put(7);
  t.same(fromJson(swInterfaceSetMtu, json), { swIfIndex: 7, mtu: [1, 2, 3, 4] });
});

const WRONG: readonly (readonly [message: AnyRequest, operands: readonly string[], text: RegExp])[] = [
  [srPolicyAdd, ["wight=1"], /^sr_policy_add: no field wight; did you mean weight\?: the fields are bsidAddr, weight/],
  [srPolicyAdd, ["weight=1", "weight=2"], /field weight is there twice/],
  [srPolicyAdd, ["sids={ nums=1 }"], /^sr_policy_add.sids: no field nums; did you mean numSids/],
  [srPolicyAdd, ["weight={ a=1 }"], /^sr_policy_add.weight: { } is not expected/],
  [
    swInterfaceSetFlags,
    ["flags=ADMIN"],
    /^sw_interface_set_flags.flags: no such item: ADMIN; did you mean IF_\w+ADMIN_UP\? \(one of /,
  ],
];

for (const [message, operands, text] of WRONG) {
  t.test(`refuses ${message.name} ${operands}`, async (t) =>
    t.throws(() => read(message, ...operands), { message: text }),
  );
}
