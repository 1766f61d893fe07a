import t from "tap";
import { BlockList } from "../../src/client/block-list.ts";

t.test("every item stands where it was added, however many there are", async (t) => {
  const list = new BlockList<string>();
  t.equal(list.length, 0);
  for (let place = 0; place < 5000; place++) if (list.push(`item ${place}`) !== place) t.fail(`place ${place}`);
  t.equal(list.length, 5000);
  const wrong = Array.from({ length: 5000 }, (_, place) => place).filter((place) => list.at(place) !== `item ${place}`);
  t.same(wrong, []);
});
