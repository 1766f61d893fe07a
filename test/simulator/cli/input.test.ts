import t from "tap";
import { CliInput } from "../../../src/simulator/cli/input.ts";

t.test("takes a text wherever it stands, with the white space around it", async (t) => {
  const input = new CliInput("  helpshow\n version");
  t.notOk(input.takeText("show"));
  t.ok(input.takeText("help"));
  t.ok(input.takeText("show"));
  t.equal(input.unknown, "unknown input `version'");
});

t.test("takes a string, or a text in braces, which may have braces in it", async (t) => {
  const input = new CliInput(" one { two { three } } four");
  t.same([input.takeString(), input.takeString(), input.takeString()], ["one", " two { three } ", "four"]);
  t.equal(input.takeString(), undefined);
  t.equal(new CliInput("{ no end").takeString(), undefined);
});

t.test("a word that is not found is put back, unless the text ended with its beginning", async (t) => {
  const take = (text: string, known: boolean): string => {
    const input = new CliInput(text);
    input.takeWord(
      () => undefined,
      () => known,
    );
    return input.unknown;
  };
  // VPP's errors for "s ver" and "show ap".
  t.equal(take("s ver", true), "unknown input `s ver'");
  t.equal(take("ap", true), "unknown input `'");
  t.equal(take("bogus", false), "unknown input `bogus'");
});

t.test("quotes at most 30 characters, and lines as escapes", async (t) => {
  t.equal(new CliInput(`${"x".repeat(31)}`).unknown, `unknown input \`${"x".repeat(30)}...'`);
  t.equal(new CliInput("a\tb\r\nc \n").unknown, "unknown input `a\\tb\\r\\nc'");
});

t.test("takes the rest of a line", async (t) => {
  const input = new CliInput("loop0 up\nshow version");
  t.equal(input.takeLine().unknown, "unknown input `loop0 up'");
  t.equal(input.unknown, "unknown input `show version'");
  t.notOk(input.isBlank);
  input.takeLine();
  t.ok(input.isBlank);
});
