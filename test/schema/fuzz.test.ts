import t from "tap";
import { fuzzSchema } from "./fuzz.ts";

const COUNT = 4_000;

t.test("definitions that are broken at random are read or refused, and nothing else happens", async (t) => {
  const { read, refused } = fuzzSchema(COUNT, 1);
  t.equal(read + refused, COUNT);
  t.ok(read > COUNT / 20, "some are still readable");
  t.ok(refused > COUNT / 20, "some are not");
});
