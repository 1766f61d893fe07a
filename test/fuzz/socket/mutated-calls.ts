/** The calls of a program to a server whose frames are mutated. Each call reads all details and values that it receives. */
import { swInterfaceDump, swInterfaceEvent, swInterfaceSetFlags } from "../../../src/binapi/interface.ts";
import { ipPathMtuGet, ipRouteDump, ipTableDump } from "../../../src/binapi/ip.ts";
import { srLocalsidsDump, srPoliciesV2Dump, srSetEncapHopLimit } from "../../../src/binapi/sr.ts";
import { showVersion } from "../../../src/binapi/vpe.ts";
import { type CallOptions, type Dump, type Input, type Paged, toJson, type VppClient } from "../../../src/index.ts";
import type { Dice } from "../../dice.ts";
import { compare } from "../../flow/hostile/hostile-calls.ts";

/** A call that is not made yet. */
export interface Call {
  readonly name: string;
  /** The maximum time from the start of the call, and from each call of `isAlive`, to the next one or to its end. */
  readonly mostMs: number;
  /** Makes the call. It throws only if a method of the client throws. */
  make(vpp: VppClient, isAlive: () => void): Promise<unknown>;
}

type Bounds = CallOptions & { readonly timeoutMs: number };

/** The set of calls that a client makes. */
export type Repertoire = "usual" | "definitions";

/** A kind of call. */
interface Kind {
  readonly name: string;
  readonly weight: number;
  /** The maximum number of timeouts between two calls of `isAlive`; default 1. */
  readonly deadlines?: number;
  make(vpp: VppClient, bounds: Bounds, dice: Dice, isAlive: () => void): Promise<unknown>;
}

const FILTER = { swIfIndex: 0xffffffff, nameFilter: "", nameFilterValid: false };
const TABLE = { table: { tableId: 0, isIp6: true, name: "" } };

const USUAL: readonly Kind[] = [
  { name: "request", weight: 5, make: (vpp, bounds) => vpp.request(showVersion, {}, bounds) },
  { name: "cli", weight: 4, make: (vpp, bounds) => vpp.cli("show version", bounds) },
  dumpOf("interfaces", 2, swInterfaceDump, FILTER),
  dumpOf("tables", 1, ipTableDump, {}),
  dumpOf("routes", 2, ipRouteDump, TABLE),
  dumpOf("policies", 4, srPoliciesV2Dump, {}),
  // Each page extends the deadline, but a page without details is not visible to the caller.
  { ...dumpOf("path MTUs", 1, ipPathMtuGet, { cursor: 0xffffffff }), deadlines: 4 },
  { name: "batch", weight: 2, make: setFlags },
  { name: "events", weight: 2, make: readEvents },
];
/** Calls for which the client searches definitions: one takes as long as a hundred others. */
const OF_DEFINITIONS: readonly Kind[] = [
  { name: "version", weight: 4, make: (vpp, bounds) => vpp.request(srSetEncapHopLimit, { hopLimit: 9 }, bounds) },
  // The client must find the version of the message first.
  { ...dumpOf("local SIDs", 4, srLocalsidsDump, {}), deadlines: 2 },
  { name: "compatibility", weight: 1, make: compare },
];
const CHANCES: Readonly<Record<Repertoire, readonly Kind[]>> = {
  usual: chances(USUAL),
  definitions: chances([...USUAL, ...OF_DEFINITIONS]),
};
const DEADLINES_MS = [60, 80, 120, 200];
/** One of this many values is converted to JSON, which reads all of its fields. */
const PRINTED = 8;

/** Chooses a call. */
export function chooseCall(dice: Dice, repertoire: Repertoire): Call {
  const { name, deadlines = 1, make } = dice.pick(CHANCES[repertoire]);
  const timeoutMs = dice.pick(DEADLINES_MS);
  const waits = dice.below(2) === 0;
  const abortMs = dice.below(6) === 0 ? dice.below(timeoutMs) : undefined;
  // A dump or a batch that waited for a connection has its whole timeout afterwards.
  const mostMs = timeoutMs * (waits ? deadlines + 1 : deadlines);
  return {
    name: `${name}, ${timeoutMs} ms${waits ? ", waits" : ""}${abortMs === undefined ? "" : `, aborted after ${abortMs} ms`}`,
    mostMs,
    make: (vpp, isAlive) => {
      const signal = abortMs === undefined ? {} : { signal: AbortSignal.timeout(abortMs) };
      return make(vpp, { timeoutMs, whenLost: waits ? "wait" : "fail", ...signal }, dice, isAlive);
    },
  };
}

function chances(kinds: readonly Kind[]): Kind[] {
  return kinds.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));
}

function dumpOf<T, Details>(
  name: string,
  weight: number,
  message: Dump<T, Details> | Paged<T, Details, unknown>,
  fields: Input<T>,
): Kind {
  return {
    name,
    weight,
    make: (vpp, bounds, dice, isAlive) => {
      const as = dice.pick(["object", "view"] as const);
      const mostRows = dice.below(8) === 0 ? dice.below(3) : Number.POSITIVE_INFINITY;
      const details = vpp.dump(message, fields, { ...bounds, as });
      return readAll(details, mostRows, (row) => {
        isAlive();
        if (dice.below(PRINTED) === 0) JSON.stringify(toJson(message.details, { ...row }));
      });
    },
  };
}

function readEvents(
  vpp: VppClient,
  { timeoutMs, signal = AbortSignal.timeout(timeoutMs) }: Bounds,
  dice: Dice,
): Promise<void> {
  const most = dice.below(3) === 0 ? 1 : Number.POSITIVE_INFINITY;
  return readAll(vpp.events(swInterfaceEvent, { signal }), most, () => {});
}

async function readAll<T>(items: AsyncIterable<T>, most: number, read: (item: T) => void): Promise<void> {
  let count = 0;
  for await (const item of items) {
    read(item);
    if (++count >= most) break;
  }
}

/** Sets an interface up and down, which causes events. */
async function setFlags(vpp: VppClient, bounds: Bounds, dice: Dice, isAlive: () => void): Promise<void> {
  const window = 1 + dice.below(20);
  const requests = 1 + dice.below(30);
  const outcomes = await vpp.batch(
    (batch) => {
      for (let i = 0; i < requests; i++) batch.add(swInterfaceSetFlags, { swIfIndex: 1, flags: i % 2 });
    },
    { ...bounds, window, onProgress: isAlive },
  );
  for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
}
