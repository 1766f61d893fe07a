/** Runs the C tests of the lane, which are compiled here with a stand-in for VPP's side of the shared memory. */
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t, { type Test } from "tap";
import { temporaryFolder } from "../helpers.ts";
import { NATIVE } from "../native.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const SOURCES = ["test/native/vpp.c", "native/region.c", "native/lane.c"];
const OPTIONS = ["-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-pthread"];
const REGIONS = 2000;

/** What the program `lane-test` checks, by the names of its cases. */
const CASES: readonly (readonly [name: string, title: string])[] = [
  ["messages", "requests go and replies come back in order, and the client leaves"],
  ["full queue", "no more requests are on their way than the queue has slots, less eight"],
  ["settled", "requests that VPP drops keep their slots until they are settled"],
  ["keepalives", "a keepalive is answered by a read"],
  ["heap replies", "replies in VPP's heap go back to VPP, which frees them"],
  ["stuck slots", "slots in use make their ring full, for at most 10 s"],
  ["partial frames", "only whole frames are sent and read, and a wrong length is an error"],
  ["pause", "after a pause of more than 10 s nothing is sent any more"],
  ["exit", "the end of the environment leaves VPP"],
  ["deaths", "a death between any two stores disturbs no other client"],
  ["lost locks", "a lock of a dead client is repaired; a lost ring is left out, and a lost queue ends the lane"],
  ["busy locks", "a busy lock is an error that a retry ends"],
  ["bad regions", "a region that is missing, cut or foreign is refused"],
  ["bad messages", "pointers outside the region are errors"],
];

t.test("the lane", NATIVE, async (t) => {
  const wraps = "-Wl,--wrap=clock_gettime,--wrap=time";
  const program = compile(t, "lane-test", "-DTSVPP_FAULTS", wraps);
  for (const [name, title] of CASES) {
    const { status, stderr } = spawnSync(program, [name], { encoding: "utf8" });
    t.same([status, stderr], [0, ""], title);
  }
});

t.test("changed regions end in errors", NATIVE, async (t) => {
  const program = compile(t, "fuzz", "-Wl,--wrap=mmap");
  t.match(execFileSync(program, [String(REGIONS)], { encoding: "utf8" }), `${REGIONS} regions`);
});

function compile(t: Test, name: string, ...options: string[]): string {
  const program = join(temporaryFolder(t), name);
  const sources = [`test/native/${name}.c`, ...SOURCES];
  execFileSync(process.env.CC ?? "cc", [...OPTIONS, ...options, ...sources, "-o", program], { cwd: ROOT });
  return program;
}
