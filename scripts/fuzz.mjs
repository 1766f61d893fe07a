// Feeds what reads foreign input with input that is broken at random, to find what crashes or stalls it:
//
//   npm run fuzz [-- NAME [COUNT [SEED]]]
//
// NAME is one of the fuzzers below, all by default; COUNT the number of inputs for each. Ends at the first input that does
// harm; the seed that was printed finds it again.

/** A fuzzer takes a number of inputs and a seed, and gives what became of the inputs: counts, and milliseconds of the slowest. */
const FUZZERS = {
  frames: async () => (await import("../dist/test/client/fuzz.js")).fuzzFrames,
  schema: async () => (await import("../dist/test/schema/fuzz.js")).fuzzSchema,
};
const ROUND = 10_000;

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
  for (let done = 0; done < count; done += ROUND) {
    sum = addUp(sum, await run(Math.min(ROUND, count - done), seed + done));
  }
  const { slowestMs, ...counts } = sum;
  const words = Object.entries(counts).map(([what, number]) => `${number} ${what}`);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    `${name}: ${words.join(", ")} in ${seconds} s; slowest ${slowestMs.toFixed(0)} ms, at most ${megabytes} MB`,
  );
}

function addUp(sum, { slowestMs, ...counts }) {
  const added = Object.entries(counts).map(([what, number]) => [what, (sum[what] ?? 0) + number]);
  return { ...Object.fromEntries(added), slowestMs: Math.max(sum.slowestMs ?? 0, slowestMs) };
}
