import type { VppClient } from "../../client/index.ts";
import type { LocalSidCounters } from "../../srv6/index.ts";
import type { Invocation } from "../command.ts";
import { openClient, withClient } from "../connection.ts";
import { localSidText } from "../words.ts";

/** VPP 26.06 loses 11 bytes of memory for each local SID whenever it is asked for the counters. */
const MIN_INTERVAL_MS = 60_000;

/** The good and the bad packets, in the order in which they are shown. */
export const QUALITIES = ["good", "bad"] as const;

/** Reads the counters of local SIDs once, if `--local-sids` names VPP's API socket. @throws {VppError} */
export async function readLocalSids(invocation: Invocation): Promise<readonly LocalSidCounters[]> {
  const at = atApi(invocation);
  return at === undefined ? [] : await withClient(at, readAll);
}

/** The counters of local SIDs, from a client that stays. */
export class LocalSidSource implements AsyncDisposable {
  readonly #vpp: VppClient | undefined;
  #known: readonly LocalSidCounters[] = [];
  #readMs: number = Number.NEGATIVE_INFINITY;

  private constructor(vpp: VppClient | undefined) {
    this.#vpp = vpp;
  }

  /** Connects to VPP, if `--local-sids` names its API socket. @throws {VppError} */
  static async open(invocation: Invocation): Promise<LocalSidSource> {
    const at = atApi(invocation);
    return new LocalSidSource(at === undefined ? undefined : await openClient(at));
  }

  /** Returns the counters, which are at most a minute old; none if nobody asked for them. @throws {VppError} */
  async read(): Promise<readonly LocalSidCounters[]> {
    const now = performance.now();
    if (this.#vpp === undefined || now - this.#readMs < MIN_INTERVAL_MS) return this.#known;
    this.#known = await readAll(this.#vpp);
    this.#readMs = now;
    return this.#known;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#vpp?.close();
  }
}

/** Returns the lines that show the counters of a local SID to people. */
export function localSidLines(counters: LocalSidCounters): string[] {
  return QUALITIES.map((quality) => {
    const { packets, bytes } = counters[quality];
    return `local SID ${localSidText(counters)} ${quality} ${packets} packets, ${bytes} bytes`;
  });
}

/** Returns the counters of a local SID as JSON: numbers of 64 bits are texts. */
export function localSidJson({ sid, fibTable, ...counters }: LocalSidCounters): object {
  const counts = QUALITIES.map((quality) => {
    const { packets, bytes } = counters[quality];
    return [quality, { packets: String(packets), bytes: String(bytes) }];
  });
  return { localSid: String(sid), fibTable, ...Object.fromEntries(counts) };
}

async function readAll(vpp: VppClient): Promise<readonly LocalSidCounters[]> {
  const { Srv6 } = await import("../../srv6/index.ts");
  return await new Srv6(vpp).localSidCounters();
}

/** Returns the invocation of a command that connects to the API socket of `--local-sids`. */
function atApi(invocation: Invocation): Invocation | undefined {
  const socketPath = invocation.values["local-sids"];
  return socketPath === undefined ? undefined : { ...invocation, options: { ...invocation.options, socketPath } };
}
