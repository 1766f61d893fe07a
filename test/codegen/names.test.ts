import t from "tap";
import { access, codecName, identifier, localName, property, typeName, valueName } from "../../src/codegen/names.ts";
import { fieldName } from "../../src/field-name.ts";

const names: readonly (readonly [vpp: string, field: string, type: string])[] = [
  ["sw_if_index", "swIfIndex", "SwIfIndex"],
  ["sr_policy_add_v2", "srPolicyAddV2", "SrPolicyAddV2"],
  ["x", "x", "X"],
  ["ip4_n_tuple", "ip4NTuple", "Ip4NTuple"],
  ["n_2_paths", "n2Paths", "N2Paths"],
  ["_pad", "pad", "Pad"],
  ["_vl_msg_id", "vlMsgId", "VlMsgId"],
  ["is__add", "isAdd", "IsAdd"],
  ["type_", "type", "Type"],
  ["isUp", "isUp", "IsUp"],
];

for (const [vpp, field, type] of names) {
  t.test(`${vpp} is the field ${field} and the type ${type}`, async (t) => {
    t.equal(fieldName(vpp), field);
    t.equal(valueName(vpp), field);
    t.equal(typeName(vpp), type);
    t.equal(codecName(vpp), `${field}Codec`);
  });
}

t.test("a name that is no identifier is quoted as a property", async (t) => {
  t.same(["class", "$a1", "1a", "a-b", ""].map(property), ["class", "$a1", '"1a"', '"a-b"', '""']);
});

t.test("a property is accessed by its name, or in brackets", async (t) => {
  t.same(
    ["swIfIndex", "1", "a-b"].map((name) => access("v", name)),
    ["v.swIfIndex", 'v["1"]', 'v["a-b"]'],
  );
});

t.test("the prototype of an object is a property like any other", async (t) => {
  t.equal(property("__proto__"), '["__proto__"]');
});

t.test("a variable has a name that may be one", async (t) => {
  t.same(["a", "$a", "1a", "a-b"].map(identifier), ["a", "$a", "_1a", "_a-b"]);
  t.equal(localName("sw_if_index"), "swIfIndex");
  t.equal(localName("_1"), "_1");
});
