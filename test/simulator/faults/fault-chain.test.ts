import t from "tap";
import { FaultChain, type Strike } from "../../../src/simulator/faults/fault-chain.ts";

interface Subject {
  readonly name: string;
  readonly seen: string;
}

/** A strike that writes its letter and passes on. */
function mark(letter: string): Strike<Subject> {
  return ({ name, seen }, next) => next({ name, seen: `${seen}${letter}` });
}

function passed(chain: FaultChain<Subject>, name = "show_version"): string[] {
  const results: string[] = [];
  chain.run({ name, seen: "" }, ({ seen }) => results.push(seen));
  return results;
}

const any = () => true;

t.test("a subject passes through the faults in the order of their injection", async (t) => {
  const chain = new FaultChain<Subject>();
  chain.add({}, any, mark("a"));
  chain.add({}, any, mark("b"));
  t.same(passed(chain), ["ab"]);
});

t.test("a fault hits only the names that it is aimed at", async (t) => {
  const chain = new FaultChain<Subject>();
  const fault = chain.add({}, (name) => name === "show_version", mark("a"));
  t.same([...passed(chain, "control_ping"), ...passed(chain)], ["", "a"]);
  t.equal(fault.hits, 1);
  t.same([chain.isAimedAt("control_ping"), chain.isAimedAt("show_version")], [false, true]);
});

t.test("a fault that comes after some subjects lets as many pass before each hit", async (t) => {
  const chain = new FaultChain<Subject>();
  chain.add({ after: 2, times: 2 }, any, mark("a"));
  const results = Array.from({ length: 8 }, () => passed(chain)[0]);
  t.same(results, ["", "", "a", "", "", "a", "", ""]);
});

t.test("a fault without hits left is aimed at nothing", async (t) => {
  const chain = new FaultChain<Subject>();
  chain.add({ times: 1 }, any, mark("a"));
  t.ok(chain.isAimedAt("show_version"));
  passed(chain);
  t.notOk(chain.isAimedAt("show_version"));
});

t.test("a fault may pass nothing on, or several subjects, or one later", async (t) => {
  const chain = new FaultChain<Subject>();
  const swallowing = chain.add({}, any, () => {});
  const later = chain.add({}, any, mark("b"));
  t.same(passed(chain), []);
  t.same([swallowing.hits, later.hits], [1, 0]);
  chain.remove(swallowing);
  const kept: (() => void)[] = [];
  chain.add({}, any, (subject, next) => {
    next(subject);
    kept.push(() => next({ ...subject, seen: "late" }));
  });
  chain.add({}, any, mark("c"));
  const results: string[] = [];
  chain.run({ name: "show_version", seen: "" }, ({ seen }) => results.push(seen));
  t.same(results, ["bc"]);
  kept[0]?.();
  t.same(results, ["bc", "latec"]);
});

t.test("a fault that is removed hits nothing", async (t) => {
  const chain = new FaultChain<Subject>();
  const fault = chain.add({}, any, mark("a"));
  chain.add({}, any, mark("b"));
  chain.remove(fault);
  t.same(passed(chain), ["b"]);
});
