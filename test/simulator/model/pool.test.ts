import t from "tap";
import { Pool } from "../../../src/simulator/model/pool.ts";

t.test("numbers elements from 0 on", async (t) => {
  const pool = new Pool<string>();
  t.same(
    ["a", "b", "c"].map((name) => pool.add((index) => `${name}${index}`)),
    ["a0", "b1", "c2"],
  );
  t.same([...pool], ["a0", "b1", "c2"]);
});

t.test("gives the index that was freed last to the next element", async (t) => {
  const pool = new Pool<number>();
  for (let n = 0; n < 4; n++) pool.add((index) => index);
  pool.remove(1);
  pool.remove(3);
  t.same([...pool], [0, 2]);
  const indexes = [1, 2, 3].map(() => pool.add((index) => index));
  t.same(indexes, [3, 1, 4]);
  t.same([...pool], [0, 1, 2, 3, 4]);
});

t.test("keeps a freed element until its index is taken", async (t) => {
  const pool = new Pool<string>();
  pool.add(() => "old");
  pool.remove(0);
  t.equal(pool.get(0), undefined);
  t.equal(pool.has(0), false);
  t.equal(pool.peek(0), "old");
  t.equal(pool.size, 0);
  pool.add(() => "new");
  t.equal(pool.peek(0), "new");
});
