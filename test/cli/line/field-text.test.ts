import t from "tap";
import { parseFields } from "../../../src/cli/line/field-text.ts";

const text = (value: string) => ({ kind: "text", text: value, isJson: false });
const json = (value: string) => ({ kind: "text", text: value, isJson: true });

const READ: readonly (readonly [operands: readonly string[], fields: unknown])[] = [
  [[], []],
  [["a=1"], [["a", text("1")]]],
  [
    ["a=", "b=x=y"],
    [
      ["a", text("")],
      ["b", text("x=y")],
    ],
  ],
  [['a="b \\" c"'], [["a", text('b " c')]]],
  [['a="tab\tend"'], [["a", text("tab\tend")]]],
  [["a=it's,[x]"], [["a", text("it's,[x]")]]],
  [["a=[1,2", "3]"], [["a", { kind: "list", items: [text("1"), text("2"), text("3")] }]]],
  [
    ["a={", 'b=1,"c":', "[2]}"],
    [
      [
        "a",
        {
          kind: "fields",
          members: [
            ["b", text("1")],
            ["c", { kind: "list", items: [text("2")] }],
          ],
        },
      ],
    ],
  ],
  [
    ['{"a": "1", "b": [true, null, 2]}'],
    [
      ["a", json("1")],
      ["b", { kind: "list", items: [true, null, 2].map((value) => ({ kind: "constant", value })) }],
    ],
  ],
  [["[1]"], undefined],
];

for (const [operands, fields] of READ) {
  t.test(`reads ${JSON.stringify(operands)}`, async (t) => t.same(parseFields(operands), fields));
}

const WRONG: readonly (readonly [operands: readonly string[], message: RegExp])[] = [
  [["a"], /FIELD=VALUE is expected at: a/],
  [["=1"], /FIELD=VALUE is expected at: =1/],
  [["a={b}"], /FIELD=VALUE is expected at: b/],
  [["a=[1"], /\] is missing at the end/],
  [["a=[1}"], /a value is expected at: }/],
  [["a=[1]x"], /a blank is expected behind \] at: x/],
  [['a="x"y'], /a blank is expected behind " at: y/],
  [['a="x'], /" is missing at: "x/],
  [['{"a":'], /^JSON: /],
  [["a=[".concat("[".repeat(40))], /more than 32 deep/],
];

for (const [operands, message] of WRONG) {
  t.test(`refuses ${JSON.stringify(operands)}`, async (t) => t.throws(() => parseFields(operands), { message }));
}
