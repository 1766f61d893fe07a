import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { groupOf, type SteeringChange, SteeringIndex } from "../../../src/srv6/held/steering-index.ts";
import { exactTrafficFrom, trafficFrom } from "../../../src/srv6/values/steering.ts";

const [A, B] = ["cafe::a", "cafe::b"].map((text) => Ip6Address.parse(text)) as [Ip6Address, Ip6Address];
const NET = trafficFrom({ kind: "l3", prefix: "10.1.0.0/16" });
const OTHER = trafficFrom({ kind: "l2", swIfIndex: 3 });

function shown(index: SteeringIndex): string[] {
  return [...index.all].map((rule) => `${rule.kind === "l3" ? rule.prefix : rule.swIfIndex} ${rule.bsid}`);
}

t.test("rules are found by traffic and by policy", async (t) => {
  const index = new SteeringIndex();
  index.learn([
    { ...NET, bsid: A },
    { ...OTHER, bsid: B },
  ]);
  t.same(index.of(NET), { ...NET, bsid: A });
  t.same(index.to(B), [{ ...OTHER, bsid: B }]);
  t.same(index.to(Ip6Address.parse("cafe::c")), []);
  t.equal(index.of(trafficFrom({ kind: "l2", swIfIndex: 4 })), undefined);
});

t.test("what is learned replaces what was known", async (t) => {
  const index = new SteeringIndex();
  index.learn([{ ...NET, bsid: A }]);
  index.learn([{ ...OTHER, bsid: B }]);
  t.same(shown(index), ["3 cafe::b"]);
  t.same(index.to(A), []);
});

t.test("open changes are seen at once, and are gone when they are closed", async (t) => {
  const index = new SteeringIndex();
  index.learn([{ ...NET, bsid: A }]);
  const changes: SteeringChange[] = [];
  index.open(changes);
  changes.push({ traffic: NET, bsid: B }, { traffic: OTHER, bsid: A });
  t.same(shown(index), ["10.1.0.0/16 cafe::b", "3 cafe::a"]);
  changes.push({ traffic: NET });
  t.same(shown(index), ["3 cafe::a"]);
  t.same(index.to(B), []);
  index.close();
  t.same(shown(index), ["10.1.0.0/16 cafe::a"]);
  t.same(index.to(A), [{ ...NET, bsid: A }]);
});

t.test("kept changes stay, whether they were seen before or not", async (t) => {
  for (const isSeen of [true, false]) {
    const index = new SteeringIndex();
    const changes: SteeringChange[] = [{ traffic: NET, bsid: A }];
    index.open(changes);
    if (isSeen) t.equal(index.to(A).length, 1);
    changes.push({ traffic: OTHER, bsid: A });
    index.keep(changes, 0, changes.length);
    index.close();
    t.same(shown(index), ["10.1.0.0/16 cafe::a", "3 cafe::a"]);
  }
});

t.test("of changes that are closed, a part can be kept later", async (t) => {
  const index = new SteeringIndex();
  const changes: SteeringChange[] = [{ traffic: NET, bsid: A }];
  changes.push({ traffic: NET, bsid: B }, { traffic: OTHER, bsid: A });
  index.open(changes);
  index.close();
  index.keep(changes, 0, 1);
  t.same(shown(index), ["10.1.0.0/16 cafe::a"]);
  index.keep(changes, 1, 3);
  t.same(shown(index), ["10.1.0.0/16 cafe::b", "3 cafe::a"]);
});

t.test("whenever the maps are read, they hold what was kept and what is open", async (t) => {
  const changes: SteeringChange[] = [{ traffic: NET, bsid: A }];
  changes.push({ traffic: NET, bsid: B }, { traffic: OTHER, bsid: A }, { traffic: NET });
  const afterSome = [
    ["3 cafe::b"],
    ["10.1.0.0/16 cafe::a", "3 cafe::b"],
    ["10.1.0.0/16 cafe::b", "3 cafe::b"],
    ["10.1.0.0/16 cafe::b", "3 cafe::a"],
    ["3 cafe::a"],
  ];
  for (const seen of [0, 1, 2, 3, 4])
    for (const firstPart of [0, 1, 2, 3, 4])
      for (const isReadBetween of [false, true])
        for (const isOtherBetween of [false, true]) {
          const index = new SteeringIndex();
          index.learn([{ ...OTHER, bsid: B }]);
          const open = changes.slice(0, seen);
          index.open(open);
          if (seen > 0) t.same(shown(index).sort(), afterSome[seen], `${seen} open`);
          open.push(...changes.slice(seen));
          index.close();
          index.keep(open, 0, firstPart);
          if (isOtherBetween) {
            index.open([{ traffic: OTHER }]);
            if (isReadBetween) t.equal(index.of(OTHER), undefined);
            index.close();
          } else if (isReadBetween)
            t.same(shown(index).sort(), afterSome[firstPart], `${seen} seen, ${firstPart} kept`);
          index.keep(open, firstPart, 4);
          t.same(shown(index), afterSome[4], `${seen} seen, ${firstPart} kept, then all`);
          t.same([index.to(A).length, index.to(B).length], [1, 0]);
        }
});

t.test("the steering of a prefix with host bits is found by the prefix without", async (t) => {
  const index = new SteeringIndex();
  const twin = exactTrafficFrom({ kind: "l3", prefix: "10.1.2.3/16" });
  index.learn([{ ...twin, bsid: A }]);
  t.same([...index.twinsOf(NET)], [{ ...twin, bsid: A }]);
  const changes = [{ traffic: twin }];
  index.keep(changes, 0, 1);
  t.same([...index.twinsOf(NET)], []);
});

t.test("a group is made once", async (t) => {
  const groups = new Map<string, Map<string, number>>();
  groupOf(groups, "a").set("b", 1);
  t.same(groupOf(groups, "a"), new Map([["b", 1]]));
});
