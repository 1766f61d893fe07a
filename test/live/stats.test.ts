/** Compares what is read of a real VPP's statistics with what VPP's own programs read. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import t from "tap";
import { createLoopback, deleteLoopback } from "../../src/binapi/interface.ts";
import { connect } from "../../src/client/index.ts";
import { openStats, type Stats, type StatsEntry } from "../../src/stats/index.ts";

const socketPath = process.env.TSVPP_VPP_STATS;
const apiSocketPath = process.env.TSVPP_VPP_SOCKET;
/** VPP's C program; that of the search path unless another is named. */
const GET_STATS = process.env.TSVPP_VPP_GET_STATS ?? "vpp_get_stats";
const PYTHON = fileURLToPath(new URL("../../../.venv/bin/python3", import.meta.url));
const CHURNS = 10_000;
/** Interfaces that are there at once. */
const BATCH = 50;

t.setTimeout(600_000);

if (socketPath === undefined) {
  t.test("statistics of a real VPP", { skip: "TSVPP_VPP_STATS is not set" }, async () => {});
} else {
  testStats(socketPath);
}

/** Returns the lines that a program prints. */
function run(program: string, ...args: string[]): string[] {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (error !== undefined || status !== 0) throw error ?? new Error(`${program}: ${stderr}`);
  return stdout.trimEnd().split("\n");
}

/** Returns an entry as lines of `vpp_get_stats machine dump`. */
function linesOf(name: string, entry: StatsEntry): string[] {
  switch (entry.kind) {
    case "scalar":
      return [`1:${entry.value}.00:${name}`];
    case "gauge":
      return [`9:${entry.value}.00:${name}`];
    case "simple":
      return entry.threads.flatMap((values, thread) =>
        [...values].map((value, i) => `2:${i}:${thread}:${value}:${name}`),
      );
    case "combined":
      return entry.threads.flatMap(({ packets, bytes }, thread) =>
        [...packets].map((count, i) => `3:${i}:${thread}:${count}:${bytes[i]}:${name}`),
      );
    case "names":
      return entry.names.flatMap((text, i) => (text === undefined ? [] : [`4:${i}:${text}:${name}`]));
    default:
      return [`${entry.kind}:${name}`];
  }
}

async function allLines(stats: Stats): Promise<string[]> {
  return [...(await stats.read())].flatMap(([name, entry]) => linesOf(name, entry));
}

/** Prints name and sum of every entry that has numbers, as vpp_papi reads them. */
const PAPI = `
import sys
from vpp_papi.vpp_stats import VPPStats
s = VPPStats(sys.argv[1])
s.connect()
for name, entry in s.directory.items():
    if entry.type in (1, 9):
        print(name, s[name], sep="\\t")
    elif entry.type in (2, 3):
        columns = list(zip(*s[name]))
        parts = [lambda v: v] if entry.type == 2 else [lambda v: v[0], lambda v: v[1]]
        print(name, *[sum(part(v) for v in column) for part in parts for column in columns], sep="\\t")
    elif entry.type == 6:
        value = s[name]
        total = [value.sum_packets(), value.sum_octets()] if hasattr(value, "sum_packets") else [value.sum()]
        print(name, *total, sep="\\t")
`;

function testStats(path: string): void {
  const hasProgram = spawnSync(GET_STATS, ["socket-name", path, "ls"]).status === 0;
  const withProgram = { skip: !hasProgram && `${GET_STATS} is not installed` };
  const withPython = { skip: !existsSync(PYTHON) && "npm run test:peers installs vpp_papi" };
  const withApi = { skip: apiSocketPath === undefined && "TSVPP_VPP_SOCKET is not set" };

  t.test("has the names that VPP's own program lists, in its order", withProgram, async (t) => {
    const listed = run(GET_STATS, "socket-name", path, "ls");
    await using stats = await openStats({ socketPath: path });
    const names = await stats.list();
    t.ok(names.length > 1000, `${names.length} names`);
    t.same(names, [...new Set(listed.filter((name) => name !== ""))]);
  });

  t.test("has the values that VPP's own program dumps, where they stand still", withProgram, async (t) => {
    await using stats = await openStats({ socketPath: path });
    const before = new Set(await allLines(stats));
    const dumped = run(GET_STATS, "socket-name", path, "machine", "dump");
    const after = new Set(await allLines(stats));
    const all = new Set(dumped);
    const still = [...before].filter((line) => after.has(line));
    t.ok(still.length > before.size / 2, `${still.length} of ${before.size} stand still`);
    t.same(
      still.filter((line) => !all.has(line)),
      [],
    );
    // Of the lines that only VPP's program has, each is about a value that changes.
    const subjectOf = (line: string): string =>
      line.replace(/^(\d+:\d+:\d+):[\d:]+:\//, "$1:/").replace(/:\d+\.00:/, ":");
    const changing = new Set(
      [...before, ...after].filter((line) => !before.has(line) || !after.has(line)).map(subjectOf),
    );
    t.same(
      dumped.filter((line) => !before.has(line) && !after.has(line) && !changing.has(subjectOf(line))),
      [],
    );
  });

  t.test("has the sums that VPP's Python client computes, where they stand still", withPython, async (t) => {
    await using stats = await openStats({ socketPath: path });
    const before = new Set(await sums(stats));
    const printed = run(PYTHON, "-c", PAPI, path);
    const after = new Set(await sums(stats));
    const theirs = new Set(printed);
    const still = [...before].filter((line) => after.has(line));
    t.ok(still.length > before.size / 2, `${still.length} of ${before.size} stand still`);
    t.same(
      still.filter((line) => !theirs.has(line)),
      [],
    );
  });

  t.test("watch gives the heartbeat of VPP", async (t) => {
    await using stats = await openStats({ socketPath: path });
    for await (const { entries, reset } of stats.watch("^/sys/heartbeat$", { intervalMs: 200 })) {
      const heartbeat = entries.get("/sys/heartbeat")!;
      t.equal(reset, false);
      if (heartbeat.kind !== "scalar") throw new Error("the kind is scalar");
      if (heartbeat.difference > 0n) break;
    }
  });

  t.test(
    "10 000 interfaces come and go under three readers, and their counters have their names",
    withApi,
    async (t) => {
      await using vpp = await connect({ socketPath: apiSocketPath! });
      let isDone = false;
      const wrong: string[] = [];
      const readUntilDone = async (): Promise<number> => {
        await using stats = await openStats({ socketPath: path, timeoutMs: 20_000 });
        let reads = 0;
        for (; !isDone; reads++) {
          for (const [name, entry] of await stats.read(["^/interfaces/loop", "^/if/names$"]))
            wrong.push(...wrongIn(name, entry));
          await new Promise(setImmediate);
        }
        return reads;
      };
      const reading = Promise.all([readUntilDone(), readUntilDone(), readUntilDone()]);
      await using stats = await openStats({ socketPath: path, timeoutMs: 20_000 });
      for (let done = 0; done < CHURNS; done += BATCH) {
        const added = Array.from({ length: BATCH }, () =>
          vpp.request(createLoopback, { macAddress: "02:fe:00:00:00:01" }),
        );
        const all = await Promise.all(added);
        const names = (await stats.read("^/if/names$")).get("/if/names")!;
        t.ok(names.kind === "names" && all.every(({ swIfIndex }) => names.names[swIfIndex]?.startsWith("loop")));
        await Promise.all(all.map(({ swIfIndex }) => vpp.request(deleteLoopback, { swIfIndex })));
      }
      isDone = true;
      t.ok((await reading).every((reads) => reads > 0));
      t.same(wrong, []);
      t.same(await stats.list("^/interfaces/loop"), []);
    },
  );
}

/** Nothing is sent, so every counter of an interface is 0. */
function wrongIn(name: string, entry: StatsEntry): string[] {
  if (entry.kind === "simple") return entry.sum().every((value) => value === 0n) ? [] : linesOf(name, entry);
  if (entry.kind === "combined") {
    const { packets, bytes } = entry.sum();
    return [...packets, ...bytes].every((value) => value === 0n) ? [] : linesOf(name, entry);
  }
  return entry.kind === "names" || entry.kind === "empty" ? [] : [`${name}: ${entry.kind}`];
}

/** Returns each entry that has numbers as a line of `PAPI`. */
async function sums(stats: Stats): Promise<string[]> {
  const lines: string[] = [];
  for (const [name, entry] of await stats.read()) {
    if (entry.kind === "scalar" || entry.kind === "gauge") lines.push([name, entry.value].join("\t"));
    if (entry.kind === "simple") lines.push([name, ...entry.sum()].join("\t"));
    if (entry.kind === "combined") {
      const { packets, bytes } = entry.sum();
      lines.push([name, ...packets, ...bytes].join("\t"));
    }
  }
  return lines;
}
