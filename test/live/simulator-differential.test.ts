import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import { Prefix } from "../../src/address/index.ts";
import type { FibPath as ApiPath } from "../../src/binapi/fib_types.ts";
import { type IpRouteAddDelV2, type IpTableAddDel, ipRouteAddDelV2, ipTableAddDel } from "../../src/binapi/ip.ts";
import { type SrPolicyMod, srPolicyMod, srPolicyModV2 } from "../../src/binapi/sr.ts";
import { SrPolicyOp } from "../../src/binapi/sr_types.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { VppError } from "../../src/errors.ts";
import { type RouteEntry, type Simulator, type SimulatorState, startSimulator } from "../../src/simulator/index.ts";
import { from46 } from "../../src/simulator/model/address46.ts";
import type { Input } from "../../src/wire/index.ts";
import { observeRouting, observeSrv6 } from "./observe.ts";
import { randomStep, type Step } from "./random-steps.ts";

const socketPath = process.env.TSVPP_VPP_SOCKET;
const SEQUENCES = 18;
const STEPS = 300;
const STEPS_BETWEEN_DUMPS = 10;
const LIMIT_MS = 600_000;

const SHOWN = [
  "show sr localsids",
  "show sr policies",
  "show sr steering-policies",
  "show sr encaps source addr",
  "show sr encaps hop-limit",
];

/** The source of routes that the API adds. */
const API_SOURCE = 8;
/** Sources of the entries that every table has from the start. */
const TABLE_SOURCES: ReadonlySet<number> = new Set([1, 20]);

t.setTimeout(LIMIT_MS);
t.test(
  "the simulator answers random SRv6 messages as VPP does",
  { skip: socketPath === undefined && "TSVPP_VPP_SOCKET is not set" },
  async (t) => {
    await using vpp = await connect({ socketPath: socketPath!, unguarded: true });
    await using simulator = await startSimulator({ onCrash: "refuse", recordCalls: false });
    await using double = await connect({ socketPath: simulator.socketPath, unguarded: true });
    if (!(await isFresh(vpp))) {
      t.pass("the comparison needs a VPP without interfaces, tables and SRv6 objects", {
        skip: "the VPP is not fresh",
      });
      return;
    }
    const run = new Comparison(vpp, double, simulator);
    const seed = Number(process.env.TSVPP_SEED ?? Date.now() % 0x7fffffff);
    t.comment(`seed ${seed}`);
    // One history over all sequences, since the numbering of VPP's objects depends on it: there is nothing to shrink.
    for (let sequence = 0; sequence < SEQUENCES; sequence++) {
      await run.sequence(fc.sample(randomStep, { numRuns: STEPS, seed: seed + sequence }));
    }
    t.comment(run.summary);
    t.pass("no difference");
  },
);

/** Both sides, with a history that they share. */
class Comparison {
  readonly #vpp: VppClient;
  readonly #double: VppClient;
  readonly #simulator: Simulator;
  /** How often each message had each return value. */
  readonly #retvals = new Map<string, number>();
  #leftOut = 0;

  constructor(vpp: VppClient, double: VppClient, simulator: Simulator) {
    this.#vpp = vpp;
    this.#double = double;
    this.#simulator = simulator;
  }

  get summary(): string {
    const steps = [...this.#retvals.values()].reduce((sum, count) => sum + count, 0);
    const retvals = [...this.#retvals].sort().map(([what, count]) => `${what}: ${count}`);
    return [`${steps} steps, ${this.#leftOut} left out`, ...retvals].join("\n");
  }

  async sequence(steps: readonly Step[]): Promise<void> {
    for (const [place, step] of steps.entries()) {
      if (isUndefined(step, this.#simulator.state)) this.#leftOut++;
      else await this.#carryOut(step);
      if (place % STEPS_BETWEEN_DUMPS === 0) await this.#compareDumps(step);
    }
    await this.#compareTexts();
  }

  /** What crashes VPP is refused by the simulator, and does not get to VPP. */
  async #carryOut(step: Step): Promise<void> {
    const { crash } = this.#simulator;
    const expected = await outcome(this.#double, step);
    if (this.#simulator.crash !== crash) {
      this.#leftOut++;
      return;
    }
    const found = await outcome(this.#vpp, step);
    assert.deepEqual(expected, found, `the simulator's answer to ${describe(step)} is not VPP's`);
    const what = `${step.message.name} ${found.retval}`;
    this.#retvals.set(what, (this.#retvals.get(what) ?? 0) + 1);
  }

  async #compareDumps(step: Step): Promise<void> {
    for (const observe of [observeSrv6, observeRouting]) {
      const expected = await observe(this.#vpp);
      const found = await observe(this.#double);
      for (const [what, lines] of Object.entries(expected)) {
        const text = `the simulator's ${what} are not VPP's, at the latest since ${describe(step)}`;
        assert.deepEqual(difference(found[what] ?? [], lines), [], text);
      }
    }
  }

  async #compareTexts(): Promise<void> {
    for (const command of SHOWN) {
      assert.equal(await this.#double.cli(command), withoutTraffic(await this.#vpp.cli(command)));
    }
  }
}

/** The lines in which two lists differ. */
function difference(found: readonly string[], expected: readonly string[]): string[] {
  const more = found.filter((line) => !expected.includes(line)).map((line) => `simulator: ${line}`);
  const less = expected.filter((line) => !found.includes(line)).map((line) => `VPP: ${line}`);
  const isSame = found.length === expected.length && found.every((line, place) => line === expected[place]);
  return isSame ? [] : [...more, ...less, "or another order"];
}

/** VPP's own neighbour discovery can be counted as traffic of a local SID. */
function withoutTraffic(text: string): string {
  return text.replaceAll(/\[\d+ packets : \d+ bytes\]/g, "[0 packets : 0 bytes]");
}

interface Answer {
  readonly retval: number;
  readonly swIfIndex?: number;
}

async function outcome(vpp: VppClient, step: Step): Promise<Answer> {
  try {
    const { retval, swIfIndex } = (await vpp.request(step.message, step.fields)) as Answer;
    return swIfIndex === undefined ? { retval } : { retval, swIfIndex };
  } catch (reason) {
    if (reason instanceof VppError && reason.retval !== undefined) return { retval: reason.retval };
    throw new Error(`no answer to ${describe(step)}`, { cause: reason });
  }
}

/** Whether VPP reads or leaves memory that is not what it takes it for, so that what it does cannot be told. */
function isUndefined({ message, fields }: Step, state: SimulatorState): boolean {
  switch (message.name) {
    case srPolicyMod.name:
    case srPolicyModV2.name:
      return namesStrangeList(fields as Input<SrPolicyMod>, state);
    case ipTableAddDel.name:
      return leavesRoutes(fields as Input<IpTableAddDel>, state);
    case ipRouteAddDelV2.name:
      return removesNothing(fields as Input<IpRouteAddDelV2>, state);
    default:
      return false;
  }
}

/** VPP's search for a list in a policy reads one element too many. */
function namesStrangeList({ bsidAddr, operation, slIndex }: Input<SrPolicyMod>, { policies }: SimulatorState): boolean {
  const policy = policies.find(({ bsid }) => String(bsid) === bsidAddr);
  if (policy === undefined || operation === SrPolicyOp.SR_POLICY_OP_API_ADD) return false;
  return policy.segmentLists.every(({ index }) => index !== slIndex);
}

/** VPP removes a table with everything that is still in it. */
function leavesRoutes({ isAdd, table }: Input<IpTableAddDel>, { routes }: SimulatorState): boolean {
  if (isAdd) return false;
  const own = routes.filter((route) => isIn(route, table.isIp6 ? 6 : 4, table.tableId));
  return own.some(({ sources }) => sources.some(({ source }) => !TABLE_SOURCES.has(source)));
}

/** VPP frees the paths of a route when it is to remove some that are not among them. */
function removesNothing({ isAdd, isMultipath, route }: Input<IpRouteAddDelV2>, { routes }: SimulatorState): boolean {
  if (isAdd || !isMultipath) return false;
  const prefix = Prefix.from(route.prefix).masked();
  const entry = routes.find(
    (each) => isIn(each, prefix.address.family, route.tableId) && each.prefix.masked().equals(prefix),
  );
  const known = entry?.sources.find(({ source }) => source === API_SOURCE)?.paths ?? [];
  const isKnown = ({ type, swIfIndex, tableId, nh }: Input<ApiPath>): boolean =>
    known.some((path) => {
      if (path.type !== "normal" || type !== 0) return path.type !== "normal" && type !== 0;
      const isSameHop = nh.address.case !== "bytes" && String(from46(path.nextHop)) === String(nh.address.value);
      return isSameHop && path.swIfIndex === swIfIndex && (path.table?.tableId ?? tableId) === tableId;
    });
  return !route.paths.some(isKnown);
}

function isIn({ family, tableId }: RouteEntry, wantedFamily: number, wantedTableId: number): boolean {
  return family === wantedFamily && tableId === wantedTableId;
}

async function isFresh(vpp: VppClient): Promise<boolean> {
  const srv6 = await observeSrv6(vpp);
  const { interfaces, tables } = await observeRouting(vpp);
  const isEmpty = Object.values(srv6).every((details) => details.length === 0);
  return isEmpty && interfaces?.length === 1 && tables?.length === 2;
}

function describe({ message, fields }: Step): string {
  return `${message.name} ${JSON.stringify(fields)}`;
}
