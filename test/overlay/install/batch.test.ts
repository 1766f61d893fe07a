import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import type { FailedItem } from "../../../src/desired/index.ts";
import { VppError } from "../../../src/errors.ts";
import { Batch, type Item } from "../../../src/overlay/install/batch.ts";

const item = (key: string): Item => ({ key, again() {} });
const bsid = (text: string) => Ip6Address.parse(text);
const ERROR = new VppError("VPP_SRV6", "refused");

/** A batch with an item in three lists, and an encap source. */
function filled(): Batch {
  const batch = new Batch();
  batch.setEncap({ source: "fd11::1000" }, item("encap"));
  batch.add("policies", { bsid: "cafe::1", segmentLists: [] }, item("one"));
  batch.add("policies", { bsid: "cafe::2", segmentLists: [] }, item("two"));
  batch.add("remove.policies", bsid("cafe::3"), item("three"));
  return batch;
}

/** The outcomes of the items as texts. */
function settled(failed: readonly Pick<FailedItem, "list" | "at">[]): string[] {
  const outcomes: string[] = [];
  const failures = failed.map((each) => ({ ...each, name: "it", result: "refused", error: ERROR }) as const);
  filled().settle({ steps: [], failed: failures }, ({ key }, failure) => {
    outcomes.push(`${key}: ${failure?.error.message ?? "done"}`);
  });
  return outcomes.sort();
}

t.test("gives the items to an update in their lists", async (t) => {
  const { encap, policies, steering, remove } = filled().changes;
  t.same(encap, { source: "fd11::1000" });
  t.match(policies, [{ bsid: "cafe::1" }, { bsid: "cafe::2" }]);
  t.same([steering, remove?.policies, remove?.steering], [[], [bsid("cafe::3")], []]);
});

t.test("a batch counts its items", async (t) => {
  t.equal(new Batch().size, 0);
  t.equal(filled().size, 4);
  const encapAlone = new Batch();
  for (const source of ["fd11::1000", "fd11::2000"]) encapAlone.setEncap({ source }, item("encap"));
  t.equal(encapAlone.size, 1);
});

t.test("each item learns its own outcome", async (t) => {
  t.same(settled([]), ["encap: done", "one: done", "three: done", "two: done"]);
  t.same(settled([{ list: "policies", at: 1 }]), ["encap: done", "one: done", "three: done", "two: refused"]);
  t.same(settled([{ list: "remove.policies", at: 0 }]), ["encap: done", "one: done", "three: refused", "two: done"]);
  t.same(settled([{ list: "encap", at: 0 }]), ["encap: refused", "one: done", "three: done", "two: done"]);
});

t.test("all items learn that the update has failed", async (t) => {
  const keys: string[] = [];
  filled().settleAll(ERROR, ({ key }, { name, error }) => keys.push(`${key} ${name} ${error.message}`));
  t.same(keys.sort(), ["encap encap refused", "one one refused", "three three refused", "two two refused"]);
});
