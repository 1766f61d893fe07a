import t from "tap";
import { flatten } from "../../../src/cli/output/flatten.ts";
import type { JsonValue } from "../../../src/wire/index.ts";

const cases: readonly (readonly [value: JsonValue, pairs: [string, string][]])[] = [
  [{}, []],
  [
    { retval: 0, isUp: true, name: "" },
    [
      ["retval", "0"],
      ["isUp", "true"],
      ["name", ""],
    ],
  ],
  [{ table: { tableId: 10 } }, [["table.tableId", "10"]]],
  [
    { mtu: [9000, 0], flags: [] },
    [
      ["mtu", "9000, 0"],
      ["flags", ""],
    ],
  ],
  [
    {
      sidLists: [
        { weight: 1, sids: ["fc00::1", "fc00::2"] },
        { weight: 2, sids: [] },
      ],
    },
    [
      ["sidLists[0].weight", "1"],
      ["sidLists[0].sids", "fc00::1, fc00::2"],
      ["sidLists[1].weight", "2"],
      ["sidLists[1].sids", ""],
    ],
  ],
];

for (const [value, pairs] of cases) {
  t.test(`lays ${JSON.stringify(value)} flat`, async (t) => {
    t.same(flatten(value), pairs);
  });
}
