import t from "tap";
import { Ip6Address, Prefix } from "../../../../src/address/index.ts";
import { DROP } from "../../../../src/simulator/model/fib/fib-path.ts";
import { Model } from "../../../../src/simulator/model/model.ts";
import type { SegmentListRequest } from "../../../../src/simulator/model/srv6/policies.ts";

const API = 8;
const ADD = 1;
const REMOVE = 2;
const SET_WEIGHT = 3;
const BSID = Ip6Address.parse("cafe::1");
const OTHER = Ip6Address.parse("cafe::2");

function list(segments: readonly string[] = ["fc00::1"], fields: Partial<SegmentListRequest> = {}): SegmentListRequest {
  return { count: segments.length, weight: 1, segments: segments.map((text) => Ip6Address.parse(text)), ...fields };
}

function modelWithPolicy(): Model {
  const model = new Model(false);
  model.fib.findOrCreate(6, 10, API);
  model.fib.setPaths(model.fib.find(6, 0)!, Prefix.parse("cafe::99/128"), API, DROP[6]);
  model.policies.add(BSID, 0, true, 0, list());
  return model;
}

function weightsOf({ policies }: Model, bsid: Ip6Address = BSID): [index: number, weight: number][] {
  return policies.find(bsid)!.segmentLists.map(({ index, weight }) => [index, weight]);
}

// VPP 26.06's return values, as measured.
const adds = [
  { title: "a new policy", bsid: "cafe::2", table: 0, retval: 0 },
  { title: "a policy of the default table", bsid: "cafe::2", table: 0xffffffff, retval: 0 },
  { title: "a BSID that exists", bsid: "cafe::1", table: 0, retval: -12 },
  { title: "a BSID that exists in another table", bsid: "cafe::1", table: 10, retval: -12 },
  { title: "a BSID that exists, before it looks for the table", bsid: "cafe::1", table: 30, retval: -12 },
  { title: "a table that does not exist", bsid: "cafe::2", table: 30, retval: -13 },
  { title: "a BSID with a route", bsid: "cafe::99", table: 0, retval: -12 },
  { title: "a BSID with a route in another table", bsid: "cafe::99", table: 10, retval: 0 },
  { title: "the BSID ::", bsid: "::", table: 0, retval: 0 },
];

for (const { title, bsid, table, retval } of adds) {
  t.test(`gives ${retval} for ${title}`, async (t) => {
    t.equal(modelWithPolicy().policies.add(Ip6Address.parse(bsid), 0, true, table, list()), retval);
  });
}

const modifications = [
  {
    title: "a list more",
    operation: ADD,
    lists: [
      [0, 1],
      [1, 1],
      [2, 1],
    ],
    retval: 0,
  },
  { title: "a list less", operation: REMOVE, index: 0, lists: [[1, 1]], retval: 0 },
  { title: "removing a list of another policy", operation: REMOVE, index: 2, retval: -22 },
  {
    title: "another weight",
    operation: SET_WEIGHT,
    index: 1,
    weight: 7,
    lists: [
      [0, 1],
      [1, 7],
    ],
    retval: 0,
  },
  { title: "the weight of a list of another policy", operation: SET_WEIGHT, index: 2, retval: -32 },
  { title: "operation 0", operation: 0, retval: -1 },
  { title: "operation 4", operation: 4, retval: -1 },
  { title: "a BSID that does not exist", bsid: "cafe::9", operation: ADD, retval: -1 },
];

for (const { title, bsid = "cafe::1", operation, index = 0, weight = 1, lists, retval } of modifications) {
  t.test(`gives ${retval} for ${title}`, async (t) => {
    const model = modelWithPolicy();
    model.policies.modify(BSID, ADD, 0, list());
    const found = model.policies.modify(Ip6Address.parse(bsid), operation, index, list(undefined, { weight }));
    t.equal(found, retval);
    t.same(
      weightsOf(model),
      lists ?? [
        [0, 1],
        [1, 1],
      ],
    );
  });
}

t.test("does not remove the only list", async (t) => {
  t.equal(modelWithPolicy().policies.modify(BSID, REMOVE, 99, list()), -21);
});

t.test("puts the last list in the place of a removed one", async (t) => {
  const model = modelWithPolicy();
  for (let n = 0; n < 3; n++) model.policies.modify(BSID, ADD, 0, list());
  model.policies.modify(BSID, REMOVE, 1, list());
  t.same(
    weightsOf(model).map(([index]) => index),
    [0, 3, 2],
  );
});

t.test("gives a freed list index to the next list of any policy", async (t) => {
  const model = modelWithPolicy();
  model.policies.modify(BSID, ADD, 0, list());
  model.policies.modify(BSID, ADD, 0, list());
  model.policies.modify(BSID, REMOVE, 1, list());
  model.policies.add(OTHER, 0, true, 0, list());
  t.same(weightsOf(model, OTHER), [[1, 1]]);
});

t.test("frees the lists of a removed policy in their order", async (t) => {
  const model = modelWithPolicy();
  model.policies.modify(BSID, ADD, 0, list());
  t.equal(model.policies.remove(BSID), 0);
  t.equal(model.policies.remove(BSID), -1);
  model.policies.add(OTHER, 0, true, 0, list());
  t.same(weightsOf(model, OTHER), [[1, 1]]);
});

t.test("takes weight 0xffffffff for 1 in a new list, and as it is in a change", async (t) => {
  const model = modelWithPolicy();
  model.policies.modify(BSID, ADD, 0, list(undefined, { weight: 0xffffffff }));
  model.policies.modify(BSID, SET_WEIGHT, 0, list(undefined, { weight: 0xffffffff }));
  t.same(weightsOf(model), [
    [0, 0xffffffff],
    [1, 1],
  ]);
});

t.test("shows the encapsulation source of the list that was added last", async (t) => {
  const { policies } = modelWithPolicy();
  const encapSource = Ip6Address.parse("2001:db8::77");
  const shown = (): string => String(policies.find(BSID)?.encapSource);
  t.equal(shown(), "::");
  policies.modify(BSID, ADD, 0, list(undefined, { encapSource }));
  t.equal(shown(), "2001:db8::77");
  policies.encapSource = Ip6Address.parse("2001:db8::1");
  t.equal(shown(), "2001:db8::77");
  policies.modify(BSID, ADD, 0, list());
  t.equal(shown(), "2001:db8::1");
});

t.test("has no encapsulation source when it inserts", async (t) => {
  const { policies } = modelWithPolicy();
  policies.encapSource = Ip6Address.parse("2001:db8::1");
  policies.add(OTHER, 0, false, 0, list(undefined, { encapSource: Ip6Address.parse("2001:db8::77") }));
  t.ok(policies.find(OTHER)?.encapSource.isUnspecified);
});

t.test("takes a policy without segments when it inserts", async (t) => {
  t.equal(modelWithPolicy().policies.add(OTHER, 0, false, 0, list([])), 0);
});

const crashes = [
  {
    title: "an encapsulating policy has no segments",
    run: ({ policies }: Model) => policies.add(OTHER, 0, true, 0, list([])),
  },
  { title: "a TEF policy has no segments", run: ({ policies }: Model) => policies.add(OTHER, 2, true, 0, list([])) },
  { title: "a list without segments is added", run: ({ policies }: Model) => policies.modify(BSID, ADD, 0, list([])) },
  {
    title: "a list says that it has 17 segments",
    run: ({ policies }: Model) => policies.add(OTHER, 0, false, 0, list([], { count: 17 })),
  },
  {
    title: "the table of a removed policy is gone",
    run: ({ fib, policies }: Model) => {
      policies.add(OTHER, 0, true, 10, list());
      fib.unlock(fib.find(6, 10)!, API);
      policies.remove(OTHER);
    },
  },
];

for (const { title, run } of crashes) {
  t.test(`crashes when ${title}`, async (t) => {
    t.throws(() => run(modelWithPolicy()), { name: "VppCrash" });
  });
}

t.test("has its two tables as long as there is a policy", async (t) => {
  const model = modelWithPolicy();
  const names = (): string[] => [...model.fib.tables(6)].map(({ name }) => name);
  t.same(names(), [
    "ipv6-VRF:0",
    "ipv6-VRF:10",
    "SRv6 steering of IP6 prefixes through BSIDs",
    "SRv6 steering of IP4 prefixes through BSIDs",
  ]);
  model.policies.remove(BSID);
  t.same(names(), ["ipv6-VRF:0", "ipv6-VRF:10"]);
});

// What VPP 26.06 answers to routes that are added after the same.
const freed = [
  { title: "a policy that spreads packets", type: 0, isEncap: true, indexes: [16, 17, 15] },
  { title: "a policy that copies packets", type: 1, isEncap: true, indexes: [17, 16, 15] },
  { title: "a policy that inserts", type: 0, isEncap: false, indexes: [15, 14, 16] },
];

for (const { title, type, isEncap, indexes } of freed) {
  t.test(`routes take the counters of ${title} in VPP's order when it is gone`, async (t) => {
    const { fib, policies } = new Model(false);
    for (const bsid of [BSID, OTHER]) policies.add(bsid, type, isEncap, 0, list());
    policies.remove(OTHER);
    const table = fib.find(4, 0)!;
    const prefixes = ["20.0.0.0/24", "20.0.1.0/24", "20.0.2.0/24"].map((text) => Prefix.parse(text));
    for (const each of prefixes) fib.setPaths(table, each, API, DROP[4]);
    t.same(
      prefixes.map((each) => table.find(each)!.statsIndex),
      indexes,
    );
  });
}
