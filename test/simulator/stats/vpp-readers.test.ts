/**
 * The segment as VPP's own readers see it: `vpp_get_stats` of the PATH or of TSVPP_VPP_GET_STATS, and `vpp_papi` of python3 or of
 * TSVPP_PYTHON.
 */
import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import t, { type Test } from "tap";
import { createLoopback, deleteLoopback } from "../../../src/binapi/interface.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { TypedClient } from "../typed-client.ts";

const GET_STATS = process.env.TSVPP_VPP_GET_STATS ?? "vpp_get_stats";
const PYTHON = process.env.TSVPP_PYTHON ?? "python3";
const execute = promisify(execFile);

const ANY_MAC = "02:00:00:00:00:01";
/** Prints, in JSON, what `vpp_papi` reads of the segment at a path. */
const PROGRAM = `
import json, sys
from vpp_papi.vpp_stats import VPPStats
stats = VPPStats(sys.argv[1])
stats.connect()
print(json.dumps({
    "entries": len(stats.directory),
    "names": stats["/if/names"],
    "rx": stats["/if/rx"][:, 1].sum_octets(),
    "symlink": stats["/interfaces/loop0/rx"].sum_packets(),
    "drops": stats["/if/drops"][:, 1].sum(),
    "rate": stats["/sys/vector_rate"],
    "errors": stats.set_errors(),
}))`;

const skipGetStats = spawnSync(GET_STATS, ["--version"]).error !== undefined && "vpp_get_stats is not installed";
const skipPapi =
  spawnSync(PYTHON, ["-c", "import vpp_papi.vpp_stats"]).status !== 0 && `${PYTHON} has no vpp_papi with vpp_stats`;

/** A VPP with two workers and two loopbacks, of which the second is deleted, and with counters of the first. */
async function sceneOf(t: Test): Promise<{ simulator: Simulator; path: string }> {
  const folder = temporaryFolder(t);
  const path = join(folder, "stats.sock");
  const simulator = await startSimulator({ socketPath: join(folder, "api.sock"), statsSocketPath: path, workers: 2 });
  t.teardown(() => simulator.close());
  await using client = await TypedClient.register(simulator.socketPath);
  for (const macAddress of [ANY_MAC, ANY_MAC]) await client.request(createLoopback, { macAddress });
  await client.request(deleteLoopback, { swIfIndex: 2 });
  const { stats } = simulator;
  stats.set("/interfaces/loop0/rx", { packets: 1n, bytes: 100n });
  stats.set("/interfaces/loop0/rx", { packets: 2n, bytes: 200n }, { thread: 2 });
  stats.set("/if/drops", 5n, { index: 1, thread: 1 });
  stats.set("/sys/vector_rate", 7n);
  stats.set("/err/sr-localsid/(SR-Error) No SR header", 3n);
  return { simulator, path };
}

t.test("vpp_get_stats reads all entries and all numbers", { skip: skipGetStats }, async (t) => {
  const { simulator, path } = await sceneOf(t);
  const list = (await execute(GET_STATS, ["socket-name", path, "ls"])).stdout.trimEnd().split("\n");
  t.same(list.filter((name) => name !== "").sort(), [...simulator.stats.names].sort());
  const dump = (await execute(GET_STATS, ["socket-name", path, "dump"])).stdout;
  for (const line of [
    "[0 @ 0]: 1 packets, 100 bytes /interfaces/loop0/rx",
    "[0 @ 1]: 0 packets, 0 bytes /interfaces/loop0/rx",
    "[0 @ 2]: 2 packets, 200 bytes /interfaces/loop0/rx",
    "[1 @ 2]: 2 packets, 200 bytes /if/rx",
    "[1 @ 1]: 5 packets /if/drops",
    "7.00 /sys/vector_rate",
    "[0 @ 0]: 3 packets /err/sr-localsid/(SR-Error) No SR header",
    "[0]: local0 /if/names",
    "[1]: loop0 /if/names",
    "[2]: deleted /if/names",
  ]) {
    t.ok(dump.includes(`${line}\n`), line);
  }
});

t.test("vpp_papi reads all entries and all numbers", { skip: skipPapi }, async (t) => {
  const { simulator, path } = await sceneOf(t);
  const { stdout } = await execute(PYTHON, ["-c", PROGRAM, path]);
  t.same(JSON.parse(stdout), {
    // Deleted entries have the empty name.
    entries: simulator.stats.names.length + 1,
    names: ["local0", "loop0", "deleted"],
    rx: 300,
    symlink: 3,
    drops: 5,
    rate: 7,
    errors: { "/err/sr-localsid/(SR-Error) No SR header": 3 },
  });
});
