// Reads API definitions that are broken at random, to find inputs that crash or stall the readers:
//
//   node scripts/fuzz-schema.mjs [COUNT [SEED]]
import { fuzzSchema } from "../dist/test/schema/fuzz.js";

const [count = 100_000, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);
const ROUND = 10_000;

console.log(`seed ${seed}`);
const start = performance.now();
const sum = { read: 0, refused: 0, slowestMs: 0 };
for (let done = 0; done < count; done += ROUND) {
  const { read, refused, slowestMs } = fuzzSchema(Math.min(ROUND, count - done), seed + done);
  sum.read += read;
  sum.refused += refused;
  sum.slowestMs = Math.max(sum.slowestMs, slowestMs);
}
const seconds = ((performance.now() - start) / 1000).toFixed(0);
const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(`${count} inputs in ${seconds} s: ${sum.read} read, ${sum.refused} refused`);
console.log(`slowest ${sum.slowestMs.toFixed(0)} ms, at most ${megabytes} MB of memory`);
