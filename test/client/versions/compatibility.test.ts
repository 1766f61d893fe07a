import t from "tap";
import { compareWith } from "../../../src/client/versions/compatibility.ts";
import { Definitions } from "../../../src/client/versions/definitions.ts";
import { MessageTable } from "../../../src/wire/index.ts";
import { tableBytes } from "../../helpers.ts";

/** What a VPP lists of its messages; the CRCs are those of VPP 22.10, where two IKEv2 messages had a field less. */
const SERVED = {
  show_version_51077d14: 1,
  sr_policy_add_44ac92e8: 2,
  ikev2_set_ike_transforms_076d7378: 3,
  ikev2_profile_details_00c0ffee: 4,
};

/** VPP answers that it cannot print its definitions. */
const definitions = new Definitions({ folder: undefined, ask: async () => undefined });

function compare(...names: string[]): ReturnType<typeof compareWith> {
  return compareWith(new MessageTable(tableBytes(SERVED), 0, Object.keys(SERVED).length), names, definitions);
}

t.test("a message of the same CRC is the same", async (t) => {
  const [found] = await compare("sr_policy_add");
  t.match(found, { name: "sr_policy_add", module: "sr", state: "same", crc: "44ac92e8", fields: [] });
  t.notOk(Object.hasOwn(found!, "serverCrc"));
});

t.test("a message of another CRC differs by its fields, from the bindings' version to VPP's", async (t) => {
  t.match(await compare("ikev2_set_ike_transforms"), [
    {
      module: "ikev2",
      state: "differs",
      crc: "aa99fec0",
      serverCrc: "076d7378",
      fields: [{ path: "tr.prf_alg", change: "removed", before: "u8" }],
    },
  ]);
});

t.test("a version that no definition describes differs by nothing that is known", async (t) => {
  t.match(await compare("ikev2_profile_details"), [{ state: "differs", serverCrc: "00c0ffee", fields: [] }]);
});

t.test("a message that VPP does not list is missing", async (t) => {
  t.match(await compare("sr_policy_del"), [{ state: "missing", fields: [] }]);
});

t.test("a module stands for its messages, and no name for all", async (t) => {
  const module = await compare("vpe");
  t.ok(module.some(({ name, state }) => name === "show_version" && state === "same"));
  t.same(new Set(module.map((each) => each.module)), new Set(["vpe"]));
  const all = await compare();
  t.ok(all.length > 2000, `${all.length} messages`);
  t.equal(all.filter(({ state }) => state !== "missing").length, Object.keys(SERVED).length);
});

t.test("a name that the bindings do not have is refused", async (t) => {
  await t.rejects(compare("sr_policy_add", "sr_policy_ad"), {
    code: "VPP_SCHEMA",
    message: /^sr_policy_ad is neither a message nor a module of VPP /,
  });
});
