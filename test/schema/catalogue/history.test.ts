import t from "tap";
import {
  findVersions,
  formatReleases,
  isSameDefinition,
  releasesOfModule,
} from "../../../src/schema/catalogue/history.ts";
import type { TypeDefinition } from "../../../src/schema/model/model.ts";

/** @see VPP's `.api.json` documents: share/vpp/api of each release */
const histories: readonly (readonly [name: string, versions: (readonly [module: string, releases: string])[]])[] = [
  ["sr_policy_add", [["sr", "22.10-26.06"]]],
  ["sr_policy_add_v2", [["sr", "23.06-26.06"]]],
  ["sr_localsid_add_del_v2", [["sr", "26.06"]]],
  // The enumeration grew; the messages that use it kept their CRC.
  [
    "sr_behavior",
    [
      ["sr_types", "22.10-24.10"],
      ["sr_types", "25.02-26.06"],
    ],
  ],
  ["af_xdp_create", [["af_xdp", "22.10-24.10"]]],
  ["no_such_name", []],
];

for (const [name, versions] of histories) {
  t.test(`${name} has ${versions.length} versions`, async (t) => {
    t.same(
      findVersions(name).map(({ module, releases }) => [module, formatReleases(releases)]),
      versions,
    );
  });
}

t.test("of a message that became deprecated there is one version, the newest", async (t) => {
  const [version, ...more] = findVersions("sr_policies_dump");
  t.same(more, []);
  t.match(version?.definition, { name: "sr_policies_dump", crc: "51077d14", options: { deprecated: "" } });
});

t.test("a module has releases too", async (t) => {
  t.equal(formatReleases(releasesOfModule("sr")), "22.10-26.06");
  t.equal(formatReleases(releasesOfModule("npol")), "26.02-26.06");
  t.same(releasesOfModule("no_such_module"), []);
});

t.test("comments, and what only .api files tell, make no other type", async (t) => {
  const type: TypeDefinition = {
    kind: "enum",
    name: "e",
    type: "u8",
    items: [
      ["A", 0],
      ["B", 1],
    ],
  };
  t.ok(isSameDefinition(type, { ...type, compatibleItems: 1 }));
  t.notOk(isSameDefinition(type, { ...type, type: "u16" }));
  const typedef: TypeDefinition = { kind: "typedef", name: "t", fields: [] };
  t.ok(isSameDefinition(typedef, { ...typedef, comment: "/** x */" }));
  t.notOk(isSameDefinition(typedef, type));
});
