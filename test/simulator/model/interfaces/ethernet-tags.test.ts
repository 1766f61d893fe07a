import t from "tap";
import { EthernetTags, TagFlags, UNTAGGED } from "../../../../src/simulator/model/interfaces/ethernet-tags.ts";

const { one, two, dot1ad, exact, anyOuter, anyInner } = TagFlags;
const PORT = 1;

function tags(flags: number, outerVlanId = 0, innerVlanId = 0) {
  return { flags, outerVlanId, innerVlanId };
}

// Each answer is VPP 26.06's to the same `create_subif`.
t.test("tags belong to one part of a port", (t) => {
  const taken = new EthernetTags();
  t.equal(taken.take(PORT, tags(one, 7)), true);
  t.equal(taken.take(PORT, tags(one | dot1ad, 7)), true);
  t.equal(taken.take(PORT, tags(two, 7, 1)), true);
  t.equal(taken.take(PORT, tags(two, 7, 2)), true);
  t.equal(taken.take(PORT, tags(two | anyInner, 7)), true);
  t.equal(taken.take(2, tags(one, 7)), true);
  t.equal(taken.take(PORT, tags(one | exact, 7)), false, "exact or not");
  t.end();
});

t.test("a refusal frees the tags, also those of packets without a tag", (t) => {
  const taken = new EthernetTags();
  t.equal(taken.take(PORT, UNTAGGED), true);
  t.equal(taken.take(PORT, tags(TagFlags.none)), false);
  t.equal(taken.take(PORT, tags(TagFlags.none)), true);
  t.end();
});

t.test("VPP has no place for any first tag", (t) => {
  const taken = new EthernetTags();
  t.equal(taken.take(PORT, tags(one | anyOuter)), false);
  t.equal(taken.take(PORT, tags(two | anyOuter | anyInner)), false);
  t.end();
});

t.test("the tables of a port that goes are the next ones, with the tags that nothing freed", (t) => {
  const taken = new EthernetTags();
  taken.take(PORT, tags(one, 7));
  taken.freeTables(PORT);
  t.equal(taken.take(2, tags(one, 7)), false);
  taken.free(2, tags(one, 8));
  t.equal(taken.take(2, tags(one, 7)), true);
  t.end();
});

// VPP 26.06 writes behind its table.
t.test("crashes at ids that no tag can hold", (t) => {
  const taken = new EthernetTags();
  t.throws(() => taken.take(PORT, tags(one, 4096)), { name: "VppCrash" });
  t.throws(() => taken.take(PORT, tags(two, 1, 65535)), { name: "VppCrash" });
  t.equal(taken.take(PORT, tags(TagFlags.none, 4096)), true);
  t.end();
});
