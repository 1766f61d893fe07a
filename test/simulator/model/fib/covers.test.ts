import t from "tap";
import { Ip6Address, Prefix } from "../../../../src/address/index.ts";
import { Fib } from "../../../../src/simulator/model/fib/fib.ts";
import { DROP, resolvePath } from "../../../../src/simulator/model/fib/fib-path.ts";
import type { FibTable } from "../../../../src/simulator/model/fib/fib-table.ts";

const API = 8;
const NEXT_HOP = 18;
const NONE = 0xffffffff;

/** Routes in IPv4 table 0 of a VPP with interface 1. */
class Scene {
  readonly fib = new Fib();
  readonly table: FibTable = this.fib.find(4, 0)!;

  constructor() {
    this.fib.interfaces.set(1, { name: "loop0", isAdminUp: true, isLinkUp: true, tableIndexes: { 4: 0, 6: 0 } });
  }

  /** Sets the next hops of a route, each an address, `drop` or `attached`. */
  set(prefix: string, ...hops: string[]): void {
    const paths = hops.flatMap((hop) => (hop === "drop" ? DROP[4] : [this.#path(prefix, hop)]));
    this.fib.setPaths(this.table, Prefix.parse(prefix), API, paths, { isAttached: hops.at(-1) === "attached" });
  }

  remove(prefix: string): void {
    this.fib.remove(this.table, Prefix.parse(prefix), API);
  }

  /** The next hops without a route of their own, with what they use. */
  get nextHops(): Record<string, string[]> {
    const entries = [...this.table.entries].filter(({ best }) => best.source === NEXT_HOP);
    return Object.fromEntries(
      entries.map(({ prefix, best: { paths } }) => [
        String(prefix.address),
        paths.map(({ type, nextHop, swIfIndex }) =>
          type === "normal" ? `${nextHop.word3 >>> 24} ${swIfIndex | 0}` : type,
        ),
      ]),
    );
  }

  #path(prefix: string, hop: string) {
    const isAttached = hop === "attached";
    return resolvePath(Prefix.parse(prefix), {
      type: "normal",
      protocol: 0,
      weight: 1,
      preference: 0,
      swIfIndex: isAttached ? 1 : NONE,
      nextHop: isAttached ? Ip6Address.UNSPECIFIED : Ip6Address.parse(`::${hop}`),
      table: this.table,
    });
  }
}

// What VPP 26.06 shows of the entries of next hops after the same changes.
t.test("a next hop uses the paths of the route that covers it, whichever that is", async (t) => {
  const scene = new Scene();
  scene.set("20.0.0.0/8", "10.0.0.9");
  t.same(scene.nextHops, { "10.0.0.9": ["drop"] });
  scene.set("10.0.0.0/8", "1.1.1.1", "2.2.2.2");
  t.same(scene.nextHops["10.0.0.9"], ["1 -1", "2 -1"]);
  scene.set("10.0.0.0/24", "3.3.3.3");
  t.same(scene.nextHops["10.0.0.9"], ["3 -1"]);
  scene.set("10.0.0.0/24", "4.4.4.4");
  t.same(scene.nextHops["10.0.0.9"], ["4 -1"]);
  scene.remove("10.0.0.0/24");
  t.same(scene.nextHops["10.0.0.9"], ["1 -1", "2 -1"]);
  scene.set("10.0.0.9/32", "5.5.5.5");
  t.notOk("10.0.0.9" in scene.nextHops);
  scene.remove("10.0.0.9/32");
  t.same(scene.nextHops["10.0.0.9"], ["1 -1", "2 -1"]);
  scene.remove("20.0.0.0/8");
  t.notOk("10.0.0.9" in scene.nextHops);
});

t.test("a next hop in an attached prefix is a neighbour", async (t) => {
  const scene = new Scene();
  scene.set("10.0.0.0/8", "attached");
  scene.set("20.0.0.0/8", "10.0.0.9");
  t.same(scene.nextHops, { "10.0.0.9": ["10 1"] });
  scene.set("10.0.0.0/8", "drop");
  t.same(scene.nextHops, { "10.0.0.9": ["drop"] });
});

t.test("VPP crashes where the interface of the attached prefix is gone", async (t) => {
  const scene = new Scene();
  scene.set("10.0.0.0/8", "attached");
  scene.fib.interfaces.delete(1);
  t.throws(() => scene.set("20.0.0.0/8", "10.0.0.9"), { name: "VppCrash" });
});

t.test("a route through itself becomes drop", async (t) => {
  const scene = new Scene();
  scene.set("10.0.0.0/8", "10.0.0.9");
  t.same(scene.nextHops, { "10.0.0.9": ["drop"] });
});

t.test("of routes through each other the next hop becomes drop that closes the circle", async (t) => {
  const scene = new Scene();
  scene.set("10.0.0.0/8", "20.0.0.1");
  scene.set("20.0.0.0/8", "30.0.0.1");
  scene.set("30.0.0.0/8", "10.0.0.1");
  t.same(scene.nextHops, { "20.0.0.1": ["30 -1"], "30.0.0.1": ["drop"], "10.0.0.1": ["20 -1"] });
  scene.remove("20.0.0.0/8");
  t.same(scene.nextHops, { "20.0.0.1": ["drop"], "10.0.0.1": ["20 -1"] });
});

// Seen beside VPP: the route that covers a next hop loses its interface, and stays attached.
t.test("a change that leaves a next hop without interface is refused before anything has changed", async (t) => {
  const { fib, table } = new Scene();
  const prefix = Prefix.parse("10.0.0.0/8");
  const path = { protocol: 0, weight: 1, preference: 0, nextHop: Ip6Address.UNSPECIFIED } as const;
  const attached = resolvePath(prefix, { ...path, type: "normal", swIfIndex: 1 });
  const receiving = resolvePath(prefix, { ...path, type: "interface-rx", swIfIndex: 1 });
  const via = resolvePath(Prefix.parse("20.0.0.0/8"), {
    ...path,
    type: "normal",
    swIfIndex: NONE,
    nextHop: Ip6Address.parse("::10.9.0.1"),
    table,
  });
  fib.setPaths(table, prefix, API, [attached, receiving], { isAttached: true });
  fib.setPaths(table, Prefix.parse("20.0.0.0/8"), API, [via]);
  t.throws(() => fib.removePaths(table, prefix, API, [attached], { isAttached: true }), /10.9.0.1\/32 resolves/);
  t.equal(table.find(prefix)?.best.paths.length, 2);
  t.throws(() => fib.setPaths(table, prefix, API, [receiving], { isAttached: true }), /10.9.0.1\/32 resolves/);
  t.equal(table.find(prefix)?.best.paths.length, 2);
});
