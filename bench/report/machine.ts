/** Describes the machine and the software of a run, for comparison with other runs, without names of hosts or folders. */
import { spawnSync } from "node:child_process";
import { availableParallelism, cpus, release, type } from "node:os";
import { showThreads } from "../../src/binapi/vlib.ts";
import { showVersion } from "../../src/binapi/vpe.ts";
import type { VppClient } from "../../src/client/index.ts";

export interface Host {
  readonly cpu: string;
  readonly kernel: string;
  readonly node: string;
  readonly commit: string;
  readonly date: string;
}

export interface Machine extends Host {
  readonly vpp: string;
  /** The number of worker threads of VPP. */
  readonly workers: number;
}

export function describeHost(): Host {
  return {
    cpu: `${cpus()[0]?.model.trim() ?? "unknown"}, ${availableParallelism()} cores`,
    kernel: `${type()} ${release()}`,
    node: process.version,
    commit: commitOf(),
    date: new Date().toISOString().slice(0, 10),
  };
}

export async function describeMachine(vpp: VppClient, isSimulator: boolean): Promise<Machine> {
  const [{ version }, { threadData }] = await Promise.all([
    vpp.request(showVersion, {}),
    isSimulator ? { threadData: [] } : vpp.request(showThreads, {}),
  ]);
  const workers = threadData.filter(({ type }) => type === "workers").length;
  return { ...describeHost(), vpp: isSimulator ? "the simulator" : `VPP ${version}${workersText(workers)}`, workers };
}

function workersText(count: number): string {
  return count === 0 ? "" : ` with ${count} worker${count === 1 ? "" : "s"}`;
}

function commitOf(): string {
  const { stdout } = spawnSync("git", ["describe", "--always", "--dirty", "--exclude=*"], { encoding: "utf8" });
  return stdout?.trim() || "unknown";
}
