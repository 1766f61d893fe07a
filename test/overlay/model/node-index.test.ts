import fc from "fast-check";
import t from "tap";
import { NodeIndex } from "../../../src/overlay/model/node-index.ts";
import { node, prefix } from "./scene.ts";

t.test("a prefix holds a node as long as the node is known from anywhere", async (t) => {
  const changes: (readonly string[])[] = [];
  const nodes = new NodeIndex((keys) => changes.push(keys));
  const held = prefix("fdfb:af47:32af:9::/64");
  t.equal(nodes.isHeld(held), false);
  nodes.add(node("fdfb:af47:32af:9::1"));
  nodes.add(node("fdfb:af47:32af:9::1"));
  nodes.add(node("fdfb:af47:32af:9::2"));
  t.equal(nodes.isHeld(held), true);
  t.equal(String(nodes.heldBy(held)), "fdfb:af47:32af:9::1");
  t.same(
    [nodes.isHeld(prefix("fdfb:af47:32af::/48")), nodes.isHeld(prefix("fdfb:af47:32af:8::/64"))],
    [true, false],
    "another length",
  );
  t.same([nodes.isHeld(prefix("0.0.0.0/0")), nodes.isHeld(prefix("::/0"))], [false, true]);
  nodes.delete(node("fdfb:af47:32af:9::1"));
  nodes.delete(node("fdfb:af47:32af:9::2"));
  t.equal(nodes.isHeld(held), true);
  nodes.delete(node("fdfb:af47:32af:9::1"));
  t.equal(nodes.isHeld(held), false);
  nodes.delete(node("fdfb:af47:32af:9::1"));
  t.equal(changes.filter((keys) => keys.includes(held.toKey())).length, 2, "reported when it begins and when it ends");
});

t.test("the index says the same as a comparison with each node", async (t) => {
  const nodeOf = (at: number) => node(`fd00:${at >> 2}::${at & 3}`);
  const PREFIXES = ["fd00::/31", "fd00::/32", "fd00:1::/32", "fd00:1::2/127", "fd00:1::2/128"].map(prefix);
  const property = fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(11), fc.nat(4))), (changes) => {
    const nodes = new NodeIndex(() => {});
    const known: number[] = [];
    for (const [isAdded, at, asked] of changes) {
      if (isAdded) known.push(at);
      else if (known.includes(at)) known.splice(known.indexOf(at), 1);
      if (isAdded) nodes.add(nodeOf(at));
      else nodes.delete(nodeOf(at));
      nodes.isHeld(PREFIXES[asked]!);
    }
    return PREFIXES.every((each) => nodes.isHeld(each) === known.some((at) => each.contains(nodeOf(at))));
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 500 }));
});
