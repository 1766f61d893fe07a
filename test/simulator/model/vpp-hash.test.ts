import t from "tap";
import { VppHash } from "../../../src/simulator/model/vpp-hash.ts";

function listed(hash: VppHash<string>): number[] {
  return Array.from(hash, ([key]) => key);
}

// The order of `memif_socket_filename_dump` of VPP 26.06 with these ids.
t.test("lists its keys in VPP's order, whatever the order of additions", (t) => {
  for (const keys of [
    [0, 3, 11, 12, 17, 75, 2000],
    [2000, 75, 17, 12, 11, 3, 0],
  ]) {
    const hash = new VppHash<string>();
    for (const key of keys) hash.set(key, `${key}`);
    t.same(listed(hash), [12, 17, 75, 3, 0, 2000, 11]);
  }
  t.end();
});

t.test("keeps one value for a key, and none after its removal", (t) => {
  const hash = new VppHash<string>();
  hash.set(7, "a");
  hash.set(7, "b");
  t.equal(hash.get(7), "b");
  hash.delete(7);
  hash.delete(8);
  t.equal(hash.has(7), false);
  t.same(listed(hash), []);
  t.end();
});

t.test("grows, and loses no key", (t) => {
  const hash = new VppHash<string>();
  const keys = Array.from({ length: 1000 }, (_, key) => key);
  for (const key of keys) hash.set(key, `${key}`);
  t.same(
    listed(hash).sort((a, b) => a - b),
    keys,
  );
  t.end();
});
