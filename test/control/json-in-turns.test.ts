import fc from "fast-check";
import t from "tap";
import { Ip6Address } from "../../src/address/index.ts";
import { jsonInTurns } from "../../src/control/json-in-turns.ts";
import { printableJson } from "../../src/printable.ts";

t.test("the text is that of JSON, whatever the value", async (t) => {
  const property = fc.asyncProperty(
    fc.jsonValue(),
    async (value) => (await jsonInTurns(value)) === printableJson(value),
  );
  await t.resolves(fc.assert(property, { numRuns: 300 }));
  const value = { address: Ip6Address.parse("fd11::1"), none: undefined, list: [undefined, new Date(0)], "a\u202e": 1 };
  t.equal(await jsonInTurns(value), printableJson(value));
});

t.test("a long array leaves turns to others", async (t) => {
  const long = { status: { nodes: Array.from({ length: 1001 }, (_, at) => ({ at })) } };
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns++;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  t.equal(await jsonInTurns(long), JSON.stringify(long));
  isDone = true;
  t.ok(turns >= 10, `${turns} turns`);
});
