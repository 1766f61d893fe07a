import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { groupOf, HeldSteering, type SteeringChange } from "../../../src/srv6/held/held-steering.ts";
import { exactTrafficFrom, trafficFrom } from "../../../src/srv6/values/steering.ts";

const [A, B] = ["cafe::a", "cafe::b"].map((text) => Ip6Address.parse(text)) as [Ip6Address, Ip6Address];
const NET = trafficFrom({ kind: "l3", prefix: "10.1.0.0/16" });
const OTHER = trafficFrom({ kind: "l2", swIfIndex: 3 });

function shown(held: HeldSteering): string[] {
  return held.steering.map((rule) => `${rule.kind === "l3" ? rule.prefix : rule.swIfIndex} ${rule.bsid}`);
}

t.test("rules are found by traffic and by policy", async (t) => {
  const held = new HeldSteering();
  held.learnSteering([
    { ...NET, bsid: A },
    { ...OTHER, bsid: B },
  ]);
  t.same(held.steeringOf(NET), { ...NET, bsid: A });
  t.same(held.steeringTo(B), [{ ...OTHER, bsid: B }]);
  t.same(held.steeringTo(Ip6Address.parse("cafe::c")), []);
  t.equal(held.steeringOf(trafficFrom({ kind: "l2", swIfIndex: 4 })), undefined);
});

t.test("what is learned replaces what was known", async (t) => {
  const held = new HeldSteering();
  held.learnSteering([{ ...NET, bsid: A }]);
  held.learnSteering([{ ...OTHER, bsid: B }]);
  t.same(shown(held), ["3 cafe::b"]);
  t.same(held.steeringTo(A), []);
});

t.test("open changes are seen at once, and are gone when they are closed", async (t) => {
  const held = new HeldSteering();
  held.learnSteering([{ ...NET, bsid: A }]);
  const changes: SteeringChange[] = [];
  held.openSteering(changes);
  changes.push({ traffic: NET, bsid: B }, { traffic: OTHER, bsid: A });
  t.same(shown(held), ["10.1.0.0/16 cafe::b", "3 cafe::a"]);
  changes.push({ traffic: NET });
  t.same(shown(held), ["3 cafe::a"]);
  t.same(held.steeringTo(B), []);
  held.closeSteering();
  t.same(shown(held), ["10.1.0.0/16 cafe::a"]);
  t.same(held.steeringTo(A), [{ ...NET, bsid: A }]);
});

t.test("kept changes stay, whether they were seen before or not", async (t) => {
  for (const isSeen of [true, false]) {
    const held = new HeldSteering();
    const changes: SteeringChange[] = [{ traffic: NET, bsid: A }];
    held.openSteering(changes);
    if (isSeen) t.equal(held.steeringTo(A).length, 1);
    changes.push({ traffic: OTHER, bsid: A });
    held.keepSteering(changes, 0, changes.length);
    held.closeSteering();
    t.same(shown(held), ["10.1.0.0/16 cafe::a", "3 cafe::a"]);
  }
});

t.test("of changes that are closed, a part can be kept later", async (t) => {
  const held = new HeldSteering();
  const changes: SteeringChange[] = [{ traffic: NET, bsid: A }];
  changes.push({ traffic: NET, bsid: B }, { traffic: OTHER, bsid: A });
  held.openSteering(changes);
  held.closeSteering();
  held.keepSteering(changes, 0, 1);
  t.same(shown(held), ["10.1.0.0/16 cafe::a"]);
  held.keepSteering(changes, 1, 3);
  t.same(shown(held), ["10.1.0.0/16 cafe::b", "3 cafe::a"]);
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
          const held = new HeldSteering();
          held.learnSteering([{ ...OTHER, bsid: B }]);
          const open = changes.slice(0, seen);
          held.openSteering(open);
          if (seen > 0) t.same(shown(held).sort(), afterSome[seen], `${seen} open`);
          open.push(...changes.slice(seen));
          held.closeSteering();
          held.keepSteering(open, 0, firstPart);
          if (isOtherBetween) {
            held.openSteering([{ traffic: OTHER }]);
            if (isReadBetween) t.equal(held.steeringOf(OTHER), undefined);
            held.closeSteering();
          } else if (isReadBetween) t.same(shown(held).sort(), afterSome[firstPart], `${seen} seen, ${firstPart} kept`);
          held.keepSteering(open, firstPart, 4);
          t.same(shown(held), afterSome[4], `${seen} seen, ${firstPart} kept, then all`);
          t.same([held.steeringTo(A).length, held.steeringTo(B).length], [1, 0]);
        }
});

t.test("the steering of a prefix with host bits is found by the prefix without", async (t) => {
  const held = new HeldSteering();
  const twin = exactTrafficFrom({ kind: "l3", prefix: "10.1.2.3/16" });
  held.learnSteering([{ ...twin, bsid: A }]);
  t.same(held.steeringTwins(NET), [{ ...twin, bsid: A }]);
  const changes = [{ traffic: twin }];
  held.keepSteering(changes, 0, 1);
  t.same(held.steeringTwins(NET), []);
});

t.test("a group is made once", async (t) => {
  const groups = new Map<string, Map<string, number>>();
  groupOf(groups, "a").set("b", 1);
  t.same(groupOf(groups, "a"), new Map([["b", 1]]));
});
