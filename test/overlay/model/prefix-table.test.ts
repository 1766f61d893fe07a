import fc from "fast-check";
import t from "tap";
import { NodeIndex } from "../../../src/overlay/model/node-index.ts";
import { PrefixTable } from "../../../src/overlay/model/prefix-table.ts";
import { node, prefix } from "./scene.ts";

/** A table, and the changes of owners in it as texts. */
function table(nodes: Pick<NodeIndex, "add" | "delete" | "isHeld"> = new NodeIndex(() => {})): {
  readonly prefixes: PrefixTable;
  readonly moves: string[];
} {
  const moves: string[] = [];
  const prefixes = new PrefixTable(nodes, (prefix, before, after) => moves.push(`${prefix}: ${before} -> ${after}`));
  return { prefixes, moves };
}

const ONE = prefix("172.16.104.64/26");
const [NODE2, NODE3] = [node("fd12::1000"), node("fd13::1000")];
const ownerOf = (prefixes: PrefixTable) => String(prefixes.get(ONE.toKey())?.node);
const textsOf = (prefixes: PrefixTable, owner = NODE2) => [
  ...[...prefixes.of(owner, 4)].map(({ prefix }) => String(prefix)),
  ...[...prefixes.of(owner, 6)].map(({ prefix }) => String(prefix)),
];

t.test("a prefix has the node that a peer names, until it is withdrawn", async (t) => {
  const { prefixes, moves } = table();
  prefixes.set("peer", ONE, NODE2);
  prefixes.set("peer", ONE, NODE2);
  t.match(prefixes.get(ONE.toKey()), { node: NODE2, from: "peer" });
  t.same([prefixes.count(NODE2, 4), prefixes.count(NODE2, 6), prefixes.count(NODE3, 4)], [1, 0, 0]);
  prefixes.delete("peer", ONE);
  prefixes.delete("peer", ONE);
  t.equal(prefixes.get(ONE.toKey()), undefined);
  t.same([prefixes.count(NODE2, 4), [...prefixes.all()]], [0, []]);
  t.same(moves, ["172.16.104.64/26: undefined -> fd12::1000", "172.16.104.64/26: fd12::1000 -> undefined"]);
});

t.test("a prefix moves to the node that announces it last, and its old owner cannot take it away", async (t) => {
  const { prefixes, moves } = table();
  prefixes.set("node2", ONE, NODE2);
  prefixes.set("node3", ONE, NODE3);
  prefixes.set("node2", ONE, NODE2);
  t.equal(ownerOf(prefixes), "fd13::1000", "an announcement that is repeated is no move");
  prefixes.delete("node2", ONE);
  t.equal(ownerOf(prefixes), "fd13::1000");
  t.equal(moves.length, 2);
  t.same([textsOf(prefixes), textsOf(prefixes, NODE3)], [[], ["172.16.104.64/26"]]);
});

t.test("a prefix goes back to an owner that still announces it when the newer one withdraws", async (t) => {
  const { prefixes } = table();
  prefixes.set("node2", ONE, NODE2);
  prefixes.set("node3", ONE, NODE3);
  prefixes.delete("node3", ONE);
  t.equal(ownerOf(prefixes), "fd12::1000");
});

t.test("two reflectors that report a move one after the other make one move", async (t) => {
  const { prefixes, moves } = table();
  for (const peer of ["reflector1", "reflector2"]) prefixes.set(peer, ONE, NODE2);
  t.equal(moves.length, 1);
  prefixes.set("reflector1", ONE, NODE3);
  t.equal(ownerOf(prefixes), "fd13::1000");
  prefixes.set("reflector2", ONE, NODE3);
  t.equal(ownerOf(prefixes), "fd13::1000");
  prefixes.delete("reflector1", ONE);
  t.equal(ownerOf(prefixes), "fd13::1000", "one of two that say the same is enough");
  t.equal(moves.length, 2);
});

t.test("a default of both families and equal bits are different prefixes", async (t) => {
  const { prefixes } = table({ add() {}, delete() {}, isHeld: () => false });
  prefixes.set("peer", prefix("0.0.0.0/0"), NODE2);
  prefixes.set("peer", prefix("::/0"), NODE3);
  t.same([textsOf(prefixes), textsOf(prefixes, NODE3)], [["0.0.0.0/0"], ["::/0"]]);
});

t.test("the prefixes of each node are those that it owns, whatever has come and gone", async (t) => {
  const PREFIXES = ["172.16.1.0/24", "172.16.2.0/24", "fdfb::/64"].map(prefix);
  const NODES = [NODE2, NODE3, node("fd14::1000")];
  const change = fc.tuple(fc.nat(2), fc.nat(2), fc.option(fc.nat(2), { nil: undefined }));
  const property = fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
    const { prefixes } = table();
    for (const [peer, at, owner] of changes) {
      if (owner === undefined) prefixes.delete(`peer${peer}`, PREFIXES[at]!);
      else prefixes.set(`peer${peer}`, PREFIXES[at]!, NODES[owner]!);
    }
    const all = [...prefixes.all()].map(({ prefix, node }) => `${node} ${prefix}`).sort();
    const byNode = NODES.flatMap((owner) => textsOf(prefixes, owner).map((text) => `${owner} ${text}`)).sort();
    return JSON.stringify(all) === JSON.stringify(byNode);
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 500 }));
});
