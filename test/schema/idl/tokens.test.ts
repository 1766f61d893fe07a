import t from "tap";
import { Source } from "../../../src/schema/idl/source.ts";
import { Tokens } from "../../../src/schema/idl/tokens.ts";

const tokens = (text: string) => new Tokens(new Source("a.api", text));

t.test("the next token stays the next until it is taken", async (t) => {
  const two = tokens("a ;");
  t.equal(two.peek.text, "a");
  t.equal(two.next().text, "a");
  t.equal(two.peek.text, ";");
  two.next();
  t.equal(two.peek.kind, "end");
});

t.test("a word or a mark is taken if it is the next; a text in quotes is neither", async (t) => {
  const three = tokens('define "define" ;');
  t.notOk(three.take(";"));
  t.ok(three.isAt("define"));
  t.ok(three.take("define"));
  t.notOk(three.isAt("define"));
  t.equal(three.text("a name").text, "define");
  t.equal(three.expect(";").text, ";");
});

t.test("a name is a word that the language does not reserve, unless it is allowed", async (t) => {
  t.equal(tokens("thing").name("a name").text, "thing");
  t.equal(tokens("type").name("a name", new Set(["type"])).text, "type");
});

/** What is asked of a text that does not have it. */
const refused: readonly (readonly [text: string, ask: (all: ReturnType<typeof tokens>) => unknown, message: string])[] =
  [
    ["x", (all) => all.expect(";"), 'a.api:1:1: expected ";" but found "x"'],
    ["", (all) => all.expect(";"), 'a.api:1:1: expected ";" but the file ends'],
    ["u8", (all) => all.name("a name"), 'a.api:1:1: expected a name but "u8" is a reserved word'],
    ["12", (all) => all.name("a name"), 'a.api:1:1: expected a name but found "12"'],
    ["x", (all) => all.text("a path"), 'a.api:1:1: expected a path in double quotes but found "x"'],
  ];

for (const [text, ask, message] of refused) {
  t.test(`refuses ${JSON.stringify(text)}: ${message}`, async (t) => {
    t.throws(() => ask(tokens(text)), {
      code: "VPP_SCHEMA",
      message: new RegExp(`^${message.replaceAll(/[.?]/g, "\\$&")}\n`),
    });
  });
}
