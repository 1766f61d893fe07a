import t from "tap";
import { VppError, type VppErrorCode } from "../../src/errors.ts";
import { readText } from "../helpers.ts";

const ROW = /^\| `(?<code>VPP_[A-Z0-9_]+)` \| (?<when>[^|]+) \| `(?<effect>[a-z]+)` \| (?<action>[^|]+) \|$/gm;
const rows = [...readText("../docs/errors.md").matchAll(ROW)].map(({ groups }) => groups!);
const codes = [...readText("../src/errors.ts").matchAll(/^ {2}\| "(VPP_[A-Z0-9_]+)"/gm)].map((match) => match[1]!);

t.test("docs/errors.md has a row for each code, and no other", async (t) => {
  t.ok(codes.length > 20, "the codes are read");
  t.same(rows.map(({ code }) => code).sort(), codes.sort());
});

for (const { code, effect, when, action } of rows) {
  t.test(`docs/errors.md says when ${code} comes, its effect and what to do`, async (t) => {
    t.equal(new VppError(code as VppErrorCode, "").effect, effect);
    t.ok(when!.trim() && action!.trim());
  });
}
