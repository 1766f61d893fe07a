import t from "tap";
import { Ip6Address, type Prefix } from "../../../src/address/index.ts";
import type { FailedItem } from "../../../src/desired/index.ts";
import { VppError } from "../../../src/errors.ts";
import { Batch, type Item } from "../../../src/overlay/install/batch.ts";
import { Books, type Knowledge, type TunnelChange } from "../../../src/overlay/install/books.ts";
import type { OwnedEntries } from "../../../src/overlay/install/ground.ts";
import { OverlayModel } from "../../../src/overlay/model/index.ts";
import { policyFrom, type Srv6View } from "../../../src/srv6/index.ts";
import { node, type PathGiven, path, prefix, tunnelKey } from "../model/scene.ts";

const ONE = prefix("fdfb:af47:32af:2::/122");
const TWO = prefix("fdfb:af47:32af:3::/122");
const LISTS = ["fcff:3::1 fcdd:0:0:12aa::6"];
const NOTHING: OwnedEntries = { policies: [], steering: [], localSids: [], routes: [] };
/** The path of node fd12::1000 to itself. */
const BASIC: PathGiven = { bsid: "cafe::201", lists: ["fcdd:0:0:12aa::6"], preference: 11, isBestEffort: true };
const TE: PathGiven = { bsid: "cafe::1c2", lists: LISTS };

/** Books of a model, and what the last turn has changed. */
class Scene {
  readonly model = new OverlayModel("bgp", () => {});
  readonly unwanted: string[] = [];
  readonly books: Books;

  constructor(knowledge: Knowledge = "settled", found = NOTHING) {
    this.books = new Books(this.model, { resync: () => {}, forget: ({ key }) => this.unwanted.push(key) });
    this.books.knowledge = knowledge;
    this.books.reopen(found);
  }

  /** Announces prefixes of a node. */
  has(owner: string, ...prefixes: readonly Prefix[]): void {
    for (const each of prefixes) this.model.prefixes.set("peer", each, node(owner));
  }

  /** Announces a path. */
  leads(key: string, given: PathGiven): void {
    this.model.paths.bgp.set(key, path(given));
  }

  /** Carries out a turn; VPP refuses the items that are named. Returns the changes as texts. */
  turn(...refused: readonly string[]): string[] {
    const [batch = new Batch()] = this.books.batches(new Batch(), this.model.takeDirty(), { table: 0 });
    const texts = textsOf(batch);
    const failed = texts.filter(({ text }) => refused.includes(text));
    const failures = failed.map(({ list, at }) => ({ list, at, name: "it", result: "refused", error: ERROR }) as const);
    batch.settle({ steps: [], failed: failures as FailedItem[] }, (item, failure) => {
      if (failure === undefined) item.done?.();
      else item.failed?.();
      if (failure !== undefined) this.again.push(() => item.again());
    });
    return texts.map(({ text }) => text);
  }

  /** What tries the refused items again. */
  readonly again: (() => void)[] = [];

  /** Returns which tunnels have changed since the last call, as texts. */
  report(): string[] {
    const { tunnels, prefixes } = this.books.changesOf(this.books.takeNotes());
    const bsidOf = (candidate: TunnelChange["path"]) => candidate && String(candidate.policy.bsid);
    return [
      ...tunnels.map(({ endpoint, before, path }) => `${endpoint}: ${bsidOf(before)} -> ${bsidOf(path)}`),
      ...prefixes.map(({ prefix, node }) => `${prefix}: ${node}`),
    ];
  }
}

const ERROR = new VppError("VPP_RETVAL", "refused");

function textsOf(batch: Batch): { readonly list: string; readonly at: number; readonly text: string }[] {
  const { policies = [], steering = [], remove = {} } = batch.changes;
  const lists = {
    policies: policies.map(({ bsid }) => `policy ${bsid}`),
    steering: steering.map((rule) => `${"prefix" in rule ? rule.prefix : ""} -> ${rule.bsid}`),
    "remove.steering": (remove.steering ?? []).map((rule) => `${"prefix" in rule ? rule.prefix : ""} -> nothing`),
    "remove.policies": (remove.policies ?? []).map((bsid) => `no policy ${bsid}`),
  };
  return Object.entries(lists).flatMap(([list, texts]) => texts.map((text, at) => ({ list, at, text })));
}

/** What VPP has from before: policies with the lists of `TE` or others, and where prefixes go. */
function found(
  bsids: Readonly<Record<string, readonly string[]>>,
  steering: readonly [Prefix, string][],
): OwnedEntries {
  const policies = Object.entries(bsids).map(([bsid, lists]) => {
    return policyFrom({ bsid, segmentLists: lists.map((list) => ({ segments: list.split(" ") })) });
  });
  const rules = steering.map(([prefix, bsid]) => {
    return { kind: "l3", prefix, tableId: 0, bsid: Ip6Address.parse(bsid) } as const;
  });
  return { ...NOTHING, policies, steering: rules };
}

t.test("a tunnel is a policy and the steering of its prefixes, each sent once", async (t) => {
  const scene = new Scene();
  scene.leads("a", BASIC);
  t.same([scene.turn(), scene.report()], [[], []], "a path without prefixes");
  scene.has("fd12::1000", ONE, TWO);
  t.same(scene.turn(), ["policy cafe::201", `${ONE} -> cafe::201`, `${TWO} -> cafe::201`]);
  t.same(scene.report(), ["fd12::1000: undefined -> cafe::201"]);
  t.equal(scene.books.isSteered(ONE.toKey()), true);
  scene.model.noteAll();
  t.same([scene.turn(), scene.report()], [[], []]);
});

t.test(
  "much is sent in several batches: a tunnel with its prefixes in one, what tunnels have left in the last one",
  async (t) => {
    const scene = new Scene();
    const nodes = Array.from({ length: 400 }, (_, at) => `fd12::${at + 1}`);
    for (const [at, each] of nodes.entries()) {
      scene.leads(each, { endpoint: each, bsid: `cafe::1:${at + 1}` });
      scene.has(each, prefix(`fdfb:${at + 1}::/64`));
    }
    /** The policies and the prefixes of each batch, and the policies that it removes. */
    const batches = () =>
      [...scene.books.batches(new Batch(), scene.model.takeDirty(), { table: 0 })].map((batch) => {
        batch.settle({ steps: [], failed: [] }, (item) => item.done?.());
        const { policies = [], steering = [], remove } = batch.changes;
        return [policies.length, steering.length, remove?.policies?.length];
      });
    const full = Array.from({ length: 3 }, () => [112, 112, 0]);
    t.same(batches(), [...full, [64, 64, 0]]);
    for (const [at, each] of nodes.entries()) scene.leads(each, { endpoint: each, bsid: `cafe::2:${at + 1}` });
    t.same(batches(), [...full, [64, 64, 400]]);
  },
);

t.test("E6: other lists are one change, another BSID re-points all prefixes, equal is none", async (t) => {
  const scene = new Scene();
  scene.leads("a", BASIC);
  scene.has("fd12::1000", ONE);
  scene.turn();
  scene.leads("a", { ...BASIC, lists: LISTS });
  t.same(scene.turn(), ["policy cafe::201"]);
  scene.leads("b", TE);
  t.same(scene.turn(), ["policy cafe::1c2", `${ONE} -> cafe::1c2`, "no policy cafe::201"]);
  scene.leads("c", { ...TE, from: "fd00:35::2", preference: 200 });
  t.same(scene.turn(), [], "the same policy of another peer");
  t.equal(scene.books.pathOf(tunnelKey("fd12::1000"))?.preference, 200);
});

t.test("E7 to E9: what nothing leads to any more goes, the steering and the policy", async (t) => {
  const scene = new Scene();
  scene.leads("a", BASIC);
  scene.has("fd12::1000", ONE, TWO);
  scene.turn();
  scene.report();
  scene.model.prefixes.delete("peer", TWO);
  t.same([scene.turn(), scene.report()], [[`${TWO} -> nothing`], [`${TWO}: undefined`]]);
  scene.model.paths.bgp.delete("a");
  t.same(scene.turn(), [`${ONE} -> nothing`, "no policy cafe::201"]);
  t.same(scene.report(), ["fd12::1000: cafe::201 -> undefined"]);
  scene.model.prefixes.delete("peer", ONE);
  t.same([scene.turn(), scene.report()], [[], []]);
});

t.test("E10: a prefix that moves is re-pointed alone", async (t) => {
  const scene = new Scene();
  scene.leads("a", BASIC);
  scene.leads("b", { endpoint: "fd13::1000", bsid: "cafe::301" });
  scene.has("fd12::1000", ONE, TWO);
  scene.turn();
  scene.has("fd13::1000", ONE);
  scene.report();
  t.same(scene.turn(), ["policy cafe::301", `${ONE} -> cafe::301`]);
  t.same(scene.report(), ["fd13::1000: undefined -> cafe::301"]);
});

t.test("a BSID that another tunnel takes over in the same turn is not removed", async (t) => {
  const scene = new Scene();
  scene.leads("a", { bsid: "cafe::1" });
  scene.leads("b", { endpoint: "fd13::1000", bsid: "cafe::2" });
  scene.has("fd12::1000", ONE);
  scene.has("fd13::1000", TWO);
  scene.turn();
  scene.model.paths.bgp.delete("a");
  scene.leads("b", { endpoint: "fd13::1000", bsid: "cafe::1" });
  t.same(scene.turn(), ["policy cafe::1", `${TWO} -> cafe::1`, `${ONE} -> nothing`, "no policy cafe::2"]);
});

t.test("two tunnels exchange their BSIDs in one turn", async (t) => {
  const scene = new Scene();
  const leads = (first: string, second: string) => {
    scene.model.paths.bgp.delete("a");
    scene.model.paths.bgp.delete("b");
    scene.leads("a", { bsid: first });
    scene.leads("b", { endpoint: "fd13::1000", bsid: second });
  };
  leads("cafe::1", "cafe::2");
  scene.has("fd12::1000", ONE);
  scene.has("fd13::1000", TWO);
  scene.turn();
  leads("cafe::2", "cafe::1");
  t.same(scene.turn().sort(), [`${ONE} -> cafe::2`, `${TWO} -> cafe::1`, "policy cafe::1", "policy cafe::2"].sort());
  t.same(scene.turn(), []);
});

t.test("a policy that is refused is tried again with its prefixes, and reported when VPP has it", async (t) => {
  const scene = new Scene();
  scene.leads("a", BASIC);
  scene.has("fd12::1000", ONE);
  t.same(scene.turn("policy cafe::201", `${ONE} -> cafe::201`).length, 2);
  t.same(scene.report(), [], "it is no tunnel yet");
  t.equal(scene.books.pathOf(tunnelKey("fd12::1000")), undefined);
  t.equal(scene.books.isSteered(ONE.toKey()), false);
  scene.again.shift()!();
  t.same(scene.turn(), ["policy cafe::201", `${ONE} -> cafe::201`]);
  t.same(scene.report(), ["fd12::1000: undefined -> cafe::201"]);
});

t.test("a change that is refused is no end of the tunnel", async (t) => {
  const scene = new Scene();
  scene.leads("a", BASIC);
  scene.has("fd12::1000", ONE);
  scene.turn();
  scene.report();
  scene.leads("b", TE);
  scene.turn("policy cafe::1c2", `${ONE} -> cafe::1c2`, "no policy cafe::201");
  t.same(
    scene.report().filter((each) => each.startsWith("fd12")),
    [],
  );
  for (const again of scene.again) again();
  scene.turn();
  t.same(scene.report(), ["fd12::1000: cafe::201 -> cafe::1c2"]);
});

t.test("a refused policy that is not wanted any more is not waited for", async (t) => {
  const scene = new Scene();
  scene.leads("a", BASIC);
  scene.has("fd12::1000", ONE);
  scene.turn("policy cafe::201", `${ONE} -> cafe::201`);
  scene.model.paths.bgp.delete("a");
  scene.turn();
  scene.report();
  t.same(scene.unwanted, ["IPv6 tunnel to fd12::1000"]);
});

t.test("a VPP that is read again is sent all, and nothing is reported that has not changed", async (t) => {
  const scene = new Scene();
  scene.leads("a", BASIC);
  scene.has("fd12::1000", ONE);
  scene.turn();
  scene.report();
  scene.books.reopen(NOTHING);
  t.equal(scene.books.isSteered(ONE.toKey()), false);
  scene.model.noteAll();
  t.same(scene.turn(), ["policy cafe::201", `${ONE} -> cafe::201`]);
  t.same(scene.report(), []);
});

const LOCATOR = prefix("fcdd:0:0:12aa::/64");

/** Changes of locators in a VPP that has this route to the locator. */
function locatorsOf(scene: Scene, route?: unknown): { readonly texts: string[]; readonly items: Item[] } {
  const view = { route: () => route } as unknown as Srv6View;
  const [batch = new Batch()] = scene.books.batches(new Batch(), scene.model.takeDirty(), { table: 0, view });
  const { routes = [], remove } = batch.changes;
  const items: Item[] = [];
  batch.settle({ steps: [], failed: [] }, (item) => items.push(item));
  const added = routes.map((each) => `${each.prefix} by ${"nextHop" in each ? each.nextHop : ""}`);
  return { texts: [...added, ...(remove?.routes ?? []).map((each) => `no ${each.prefix}`)], items };
}

t.test(
  "a locator is a route by its node, until it is withdrawn; a removal that is refused is tried again",
  async (t) => {
    const scene = new Scene();
    scene.model.locators.set("peer", LOCATOR, node("fd12::1000"));
    t.same(locatorsOf(scene).texts, [`${LOCATOR} by fd12::1000`]);
    scene.model.locators.set("peer", LOCATOR, node("fd13::1000"));
    t.same(locatorsOf(scene).texts, [`${LOCATOR} by fd13::1000`]);
    scene.model.locators.delete("peer", LOCATOR);
    const refused = locatorsOf(scene);
    t.same(refused.texts, [`no ${LOCATOR}`]);
    refused.items[0]!.again();
    const done = locatorsOf(scene);
    t.same(done.texts, [`no ${LOCATOR}`]);
    done.items[0]!.done!();
    scene.model.noteLocator(LOCATOR);
    t.same(locatorsOf(scene).texts, []);
  },
);

t.test("a locator to which the underlay has a route stays as it is", async (t) => {
  const scene = new Scene();
  const underlay = { prefix: LOCATOR, via: { nextHop: node("fe80::1"), swIfIndex: 1 } };
  scene.model.locators.set("peer", LOCATOR, node("fd12::1000"));
  t.same(locatorsOf(scene, underlay).texts, []);
  scene.model.locators.delete("peer", LOCATOR);
  t.same(locatorsOf(scene, underlay).texts, []);
});

const BEFORE = found({ "cafe::1c2": LISTS }, [
  [ONE, "cafe::1c2"],
  [TWO, "cafe::1c2"],
]);

t.test("unknown: what VPP has from before stays until a source says the same, or all have spoken", async (t) => {
  const scene = new Scene("unknown", BEFORE);
  scene.has("fd12::1000", ONE, TWO);
  t.same(scene.turn(), []);
  scene.leads("a", BASIC);
  t.same(scene.turn(), [], "the path of the node alone is another one than VPP has");
  scene.leads("b", TE);
  t.same(scene.turn(), ["policy cafe::1c2", `${ONE} -> cafe::1c2`, `${TWO} -> cafe::1c2`], "as VPP has it already");
  scene.model.paths.bgp.delete("b");
  t.same(
    scene.turn(),
    ["policy cafe::201", `${ONE} -> cafe::201`, `${TWO} -> cafe::201`, "no policy cafe::1c2"],
    "what has been confirmed is not from before any more",
  );
});

t.test("unknown: a policy with other lists than VPP has from before waits", async (t) => {
  const scene = new Scene("unknown", found({ "cafe::1c2": ["fcff:9::1 fcdd:0:0:12aa::6"] }, [[ONE, "cafe::1c2"]]));
  scene.has("fd12::1000", ONE);
  scene.leads("b", TE);
  t.same(scene.turn(), []);
  scene.books.knowledge = "told";
  scene.model.noteAll();
  t.same(scene.turn(), ["policy cafe::1c2", `${ONE} -> cafe::1c2`]);
});

t.test("unknown: what VPP does not have from before is not held", async (t) => {
  const scene = new Scene("unknown", BEFORE);
  scene.has("fd13::1000", prefix("fdfb:af47:32af:4::/122"));
  scene.leads("a", { endpoint: "fd13::1000", bsid: "cafe::301" });
  t.same(scene.turn(), ["policy cafe::301", "fdfb:af47:32af:4::/122 -> cafe::301"]);
});

t.test("unknown: a tunnel that waits keeps the policy that it has", async (t) => {
  const other = prefix("fdfb:af47:32af:4::/122");
  const scene = new Scene("unknown", found({ "cafe::1c2": ["fcff:9::1 fcdd:0:0:12aa::6"] }, []));
  scene.leads("a", BASIC);
  scene.has("fd12::1000", other);
  t.same(scene.turn(), ["policy cafe::201", `${other} -> cafe::201`]);
  scene.leads("b", TE);
  t.same(scene.turn(), [], "cafe::201 is steered to");
  scene.books.knowledge = "told";
  scene.model.noteAll();
  t.same(scene.turn(), ["policy cafe::1c2", `${other} -> cafe::1c2`, "no policy cafe::201"]);
});

t.test("told: what the sources do not know stays; settled: it goes", async (t) => {
  const scene = new Scene("unknown", BEFORE);
  scene.has("fd12::1000", ONE);
  scene.leads("a", BASIC);
  scene.turn();
  scene.books.knowledge = "told";
  scene.books.reopen(BEFORE);
  scene.model.noteAll();
  t.same(scene.turn(), ["policy cafe::201", `${ONE} -> cafe::201`]);
  scene.books.knowledge = "settled";
  const owned = found({ "cafe::1c2": LISTS, "cafe::201": ["fcdd:0:0:12aa::6"] }, [
    [ONE, "cafe::201"],
    [TWO, "cafe::1c2"],
  ]);
  const [batch = new Batch()] = scene.books.batches(new Batch(), scene.model.takeDirty(), { table: 0, owned });
  t.same(
    textsOf(batch).map(({ text }) => text),
    [`${TWO} -> nothing`, "no policy cafe::1c2"],
  );
});
