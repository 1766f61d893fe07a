import t from "tap";
import { Lexer, type Token } from "../../../src/schema/idl/lexer.ts";
import { Source } from "../../../src/schema/idl/source.ts";

/** Kind and text of each token. @see VPP src/tools/vppapigen/vppapigen.py, `VPPAPILexer` */
const tokens: readonly (readonly [text: string, tokens: readonly (readonly [kind: Token["kind"], text: string])[]])[] =
  [
    ["", []],
    [" \t\n ", []],
    [
      "define foo_2",
      [
        ["word", "define"],
        ["word", "foo_2"],
      ],
    ],
    [
      "_x __proto__",
      [
        ["word", "_x"],
        ["word", "__proto__"],
      ],
    ],
    ["falsehood", [["word", "falsehood"]]],
    [
      "0 12 -3",
      [
        ["number", "0"],
        ["number", "12"],
        ["number", "-3"],
      ],
    ],
    [
      "0xFf 0X10",
      [
        ["number", "0xFf"],
        ["number", "0X10"],
      ],
    ],
    [
      "1.5 -2. 1.50",
      [
        ["number", "1.5"],
        ["number", "-2."],
        ["number", "1.50"],
      ],
    ],
    [
      "-0x10",
      [
        ["number", "-0"],
        ["word", "x10"],
      ],
    ],
    [
      "x[3];",
      [
        ["word", "x"],
        ["mark", "["],
        ["number", "3"],
        ["mark", "]"],
        ["mark", ";"],
      ],
    ],
    [
      "{}:=,",
      [
        ["mark", "{"],
        ["mark", "}"],
        ["mark", ":"],
        ["mark", "="],
        ["mark", ","],
      ],
    ],
    ['"a b"', [["text", "a b"]]],
    ['""', [["text", ""]]],
    [
      '"//" "/*"',
      [
        ["text", "//"],
        ["text", "/*"],
      ],
    ],
    ['"a\\"b"', [["text", "a\\b"]]],
    [
      '"a\\\\" b',
      [
        ["text", "a\\\\"],
        ["word", "b"],
      ],
    ],
    [
      "a // b\nc",
      [
        ["word", "a"],
        ["word", "c"],
      ],
    ],
    [
      "a /* b\n * / */ c",
      [
        ["word", "a"],
        ["word", "c"],
      ],
    ],
    [
      "/**/a/* // */b",
      [
        ["word", "a"],
        ["word", "b"],
      ],
    ],
    ["// the end", []],
  ];

for (const [text, expected] of tokens) {
  t.test(`reads ${JSON.stringify(text)}`, async (t) => {
    t.same(
      lex(text).map((token) => [token.kind, token.text]),
      expected,
    );
  });
}

t.test("a token knows where it stands", async (t) => {
  t.same(
    lex('a\n  "b"; // c').map(({ at }) => at),
    [0, 4, 7],
  );
});

t.test("lines that end as on Windows are like others", async (t) => {
  const source = new Source("a.api", "a\r\n/* b\r\nc */ d");
  t.equal(source.text, "a\n/* b\nc */ d");
});

/** The last comment in front of each token. */
const comments: readonly (readonly [text: string, comments: readonly (string | undefined)[]])[] = [
  ["a b", [undefined, undefined]],
  ["/* c */ a b", ["/* c */", undefined]],
  ["/* c */ // d\na /** e */ b", ["// d", "/** e */"]],
];

for (const [text, expected] of comments) {
  t.test(`finds the comments in ${JSON.stringify(text)}`, async (t) => {
    t.same(
      lex(text).map(({ comment }) => comment?.text),
      expected,
    );
  });
}

const faults: readonly (readonly [text: string, message: string])[] = [
  ["a\n  /* b\n", "a.api:2:3: this comment has no end\n    /* b\n    ^"],
  ["/*/", "a.api:1:1: this comment has no end\n  /*/\n  ^"],
  ['\toption x = "y;\n', 'a.api:1:13: this text has no end\n   option x = "y;\n              ^'],
  ['"a\\', 'a.api:1:1: this text has no end\n  "a\\\n  ^'],
  ['"a\\\n"', 'a.api:1:1: this text has no end\n  "a\\\n  ^'],
  ["a #", 'a.api:1:3: unexpected character "#"\n  a #\n    ^'],
  ["a.b", 'a.api:1:2: unexpected character "."\n  a.b\n   ^'],
  ["- 1", 'a.api:1:1: unexpected character "-"\n  - 1\n  ^'],
  ["\n\né", 'a.api:3:1: unexpected character "é"\n  é\n  ^'],
  ["a \u001b[31m", 'a.api:1:3: unexpected character "\\u001b"\n  a \\x1b[31m\n    ^'],
];

for (const [text, message] of faults) {
  t.test(`refuses ${JSON.stringify(text)}`, async (t) => {
    t.throws(() => lex(text), { code: "VPP_SCHEMA", message });
  });
}

t.test("of a long line an error shows the part with its place", async (t) => {
  const line = `${"a ".repeat(200)}#${" b".repeat(200)}`;
  t.throws(() => lex(line), {
    message: `a.api:1:401: ${'unexpected character "#"'}\n  ${line.slice(300, 420)}\n${" ".repeat(102)}^`,
  });
});

function lex(text: string): Token[] {
  const lexer = new Lexer(new Source("a.api", text));
  const found: Token[] = [];
  for (let token = lexer.next(); token.kind !== "end"; token = lexer.next()) found.push(token);
  return found;
}
