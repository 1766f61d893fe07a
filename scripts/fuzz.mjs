// Passes randomly damaged input to the modules that read foreign input, to find input that crashes or blocks them:
//
//   npm run fuzz [-- NAME [COUNT [SEED]]]
//
// NAME is one of the fuzzers below, all by default; COUNT is the number of inputs for each. `bgp`, `frames` and `schema` end at the
// first harmful input; `socket` and `stats` continue, and the exit code is 1 if an input was harmful. The printed seed reproduces it.

/**
 * The fuzzers. Each takes a number of inputs and a seed, and returns counts of the outcomes; maximum times (names that end in
 * Ms) and other maxima (names that begin with max); `kinds`, the number of inputs of each kind; and `harm`, descriptions of harmful inputs.
 */
const FUZZERS = {
  bgp: async () => (await import("../dist/test/bgp/message/fuzz.js")).fuzzBgp,
  frames: async () => (await import("../dist/test/client/fuzz/fuzz.js")).fuzzFrames,
  schema: async () => (await import("../dist/test/schema/fuzz.js")).fuzzSchema,
  socket: async () => (await import("../dist/test/fuzz/socket/mutated-frames.js")).fuzzSocket,
  stats: async () => (await import("../dist/test/stats/fuzz.js")).fuzzStats,
};
/** The number of inputs of a round. A round of `socket` starts child processes, so it has more. */
const ROUNDS = { bgp: 100_000, frames: 10_000, schema: 10_000, socket: 100_000, stats: 100_000 };

const [name, count = 100_000, seed = Date.now() % 2 ** 31] = process.argv.slice(2);
const names = name === undefined ? Object.keys(FUZZERS) : [name];
if (!names.every((each) => Object.hasOwn(FUZZERS, each)) || ![count, seed].every((each) => /^\d+$/.test(each))) {
  console.error(`usage: npm run fuzz [-- NAME [COUNT [SEED]]], NAME being ${Object.keys(FUZZERS).join(" or ")}`);
  process.exit(2);
}
for (const each of names) await fuzz(each, Number(count), Number(seed));

async function fuzz(name, count, seed) {
  console.log(`${name}: ${count} inputs, seed ${seed}`);
  const run = await FUZZERS[name]();
  const start = performance.now();
  let sum = {};
  for (let done = 0; done < count; done += ROUNDS[name]) {
    const { harm = [], ...counts } = await run(Math.min(ROUNDS[name], count - done), seed + done);
    for (const text of harm) console.error(text);
    if (harm.length > 0) process.exitCode = 1;
    sum = addUp(sum, counts);
  }
  report(name, sum, ((performance.now() - start) / 1000).toFixed(0));
}

function report(name, { kinds = {}, ...sum }, seconds) {
  const all = Object.values(kinds).reduce((total, number) => total + number, 0);
  const shares = Object.entries(kinds).map(
    ([kind, number]) => `${number} ${kind} (${((100 * number) / all).toFixed(1)} %)`,
  );
  if (shares.length > 0) console.log(`${name}: ${shares.join(", ")}`);
  const words = Object.entries(sum).map(([what, number]) => {
    if (what.startsWith("max")) return `at most ${number} ${what.slice(3).toLowerCase()}`;
    return what.endsWith("Ms") ? `${what.slice(0, -2)} ${number.toFixed(0)} ms` : `${number} ${what}`;
  });
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`${name}: ${words.join(", ")} in ${seconds} s, at most ${megabytes} MB`);
}

/** Adds counts; of times, megabytes and maxima, keeps the largest. */
function addUp(sum, added) {
  const entries = Object.entries(added).map(([what, value]) => {
    if (typeof value === "object") return [what, addUp(sum[what] ?? {}, value)];
    const before = sum[what] ?? 0;
    return [what, /Ms$|^megabytes$|^max/.test(what) ? Math.max(before, value) : before + value];
  });
  return Object.fromEntries(entries);
}
