import t from "tap";
import { BlockList } from "../../../src/client/calls/block-list.ts";

t.test("every item stands where it was added, however many there are", async (t) => {
  const list = new BlockList<string>();
  t.equal(list.length, 0);
  for (let place = 0; place < 5000; place++) if (list.push(`item ${place}`) !== place) t.fail(`place ${place}`);
  t.equal(list.length, 5000);
  const wrong = Array.from({ length: 5000 }, (_, place) => place).filter((place) => list.at(place) !== `item ${place}`);
  t.same(wrong, []);
});

t.test("the same item again and again, and others between", async (t) => {
  // All the same, the last one another, the second one another, all others: of a first block and of one behind it.
  const patterns = [
    () => 0,
    (at: number) => (at === 1023 ? 1 : 0),
    (at: number) => (at === 1 ? 1 : 0),
    (at: number) => at,
  ];
  const places = [0, 1, 2, 3, 0, 1, 2, 3].flatMap((pattern) =>
    Array.from({ length: 1024 }, (_, at) => patterns[pattern]!(at)),
  );
  for (const length of [1, 2, 3, 1024, 1025, places.length]) {
    for (let start = 0; start < places.length; start += 1024) {
      const expected = places.slice(start, start + length);
      const list = new BlockList<number>();
      for (const item of expected) list.push(item);
      t.equal(list.length, expected.length);
      t.same(
        expected.map((_, place) => list.at(place)),
        expected,
      );
    }
  }
});
