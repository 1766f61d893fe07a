/** @see VPP src/tools/vppapigen/VPPAPI.rst, "The policy", and src/tools/vppapigen/vppapigen.py */
import t from "tap";
import { parseApi } from "../../src/schema/idl/resolve.ts";
import { lintSchema } from "../../src/schema/lint.ts";
import { type ApiModule, ApiSchema } from "../../src/schema/model/model.ts";

const LONGEST_NAME = "x".repeat(54);

/** The messages of a module, each with its reply. */
const files: readonly (readonly [title: string, file: string, findings: string[]])[] = [
  ["nothing wrong", "define a { u32 x; }; define a_reply { u32 x; };", []],
  [
    "a message in progress that is deprecated",
    "define a { option in_progress; u32 x; }; define a_reply { u32 x; };",
    [],
  ],
  [
    "a deprecated message without a replacement",
    "autoreply define a { option deprecated; u32 x; };",
    ["a: replacement: it is deprecated, but has no replaced_by"],
  ],
  [
    "a replacement that does not exist",
    'autoreply define a { option replaced_by="a_v2"; u32 x; };',
    [
      "a: replacement: it is replaced_by a_v2, which does not exist",
      "a_reply: replacement: it is replaced_by a_v2, which does not exist",
    ],
  ],
  [
    "a replacement that is not finished",
    `define a { option deprecated; option replaced_by="a_v2"; u32 x; }; define a_reply { u32 x; };
     autoreply define a_v2 { option in_progress; u32 x; };`,
    ["a: replacement: it is deprecated, but a_v2, which replaces it, is still in progress"],
  ],
  [
    "a replacement that is to come",
    `define a { option replaced_by="a_v2"; u32 x; }; define a_reply { u32 x; };
     autoreply define a_v2 { option in_progress; u32 x; };`,
    [],
  ],
  ["the longest name", `define ${LONGEST_NAME} { u32 x; }; service { rpc ${LONGEST_NAME} returns null; };`, []],
  [
    "a name of which VPP's message table would lose the end",
    `define x${LONGEST_NAME} { u32 x; }; service { rpc x${LONGEST_NAME} returns null; };`,
    [`x${LONGEST_NAME}: name-length: the name is longer than 54 characters`],
  ],
  [
    "a union that no field selects, alone and in a list",
    `union u { u8 a; u32 b; }; typedef s { u8 n; vl_api_u_t x; }; typedef l { vl_api_u_t y[2]; };
     define m { vl_api_s_t s; vl_api_l_t l; }; define m_reply { u32 x; };`,
    [
      "l: union: no field selects the arm of y: clients read its bytes; add a discriminator",
      "s: union: no field selects the arm of x: clients read its bytes; add a discriminator",
    ],
  ],
  [
    "a union that a field selects",
    `enum e : u8 { A, B, }; union u { u8 a[case=A]; u32 b[case=B]; };
     typedef s { vl_api_e_t e; vl_api_u_t x[discriminator=e]; }; define m { vl_api_s_t s; }; define m_reply { u32 x; };`,
    [],
  ],
];

for (const [title, file, findings] of files) {
  t.test(`${title}: ${findings.length} findings`, async (t) => {
    t.same(lint(read("plugin", file)), findings);
  });
}

t.test("a CRC that does not fit its definition", async (t) => {
  const module = read("plugin", "define a { u32 context; }; define a_reply { u32 context; i32 retval; };");
  const messages = module.messages.map((message) => (message.name === "a" ? { ...message, crc: "01234567" } : message));
  const [finding, ...more] = lint({ ...module, messages });
  t.match(finding, /^a: crc: the CRC is 01234567, but that of the definition is [0-9a-f]{8}$/);
  t.same(more, []);
});

t.test("a request that nothing answers, as only documents can have it", async (t) => {
  const module = read("plugin", "autoreply define a { u32 client_index; u32 context; };");
  const messages = module.messages.map(({ service: _, ...message }) => message);
  t.same(lint({ ...module, messages }), ["a: reply: no message answers it, and no service declares `returns null`"]);
});

t.test("two messages of one name, in two modules", async (t) => {
  const file = "autoreply define a { u32 x; };";
  t.same(lint(read("one", file), read("two", file)), [
    "a: name-twice: module one has a message of the same name",
    "a_reply: name-twice: module one has a message of the same name",
  ]);
});

function read(module: string, file: string): ApiModule {
  return parseApi(`option version = "1.0.0";\n${file}`, `${module}.api`);
}

function lint(...modules: readonly ApiModule[]): string[] {
  const findings = lintSchema(new ApiSchema("", modules));
  return findings.map(({ message, rule, text }) => `${message}: ${rule}: ${text}`);
}
