/** Tests a program that does not handle uncaught errors with mutated frames. `npm run fuzz -- socket` runs more of them. */
import t from "tap";
import { fuzzSocket } from "./mutated-frames.ts";
import type { Kind } from "./mutator.ts";

const COUNT = Number(process.env.TSVPP_RUNS ?? 3000);
const SEEDS = [1, Number(process.env.TSVPP_SEED ?? Math.floor(Math.random() * 2 ** 31))];
const PROMISED: readonly Kind[] = ["lengths", "ids", "contexts", "counts", "entries", "texts"];
const LEAST_SHARE = 0.05;

for (const seed of SEEDS) {
  t.test(`frames that are mutated end no program, and every call settles (seed ${seed})`, async (t) => {
    const { mutated, kinds, frames, calls, failed, harm } = await fuzzSocket(COUNT, seed);
    // Late calls are not checked here, since other tests run at the same time; `npm run fuzz` checks them.
    t.same(
      harm.filter((text) => !/^seed \d+: late: /.test(text)),
      [],
    );
    t.ok(mutated >= COUNT);
    for (const kind of PROMISED) t.ok(kinds[kind] >= mutated * LEAST_SHARE, `${kinds[kind]} of ${mutated} are ${kind}`);
    t.ok(frames > mutated * 2, "most frames are as the server sent them");
    t.ok(failed > calls / 10, "some calls fail");
    t.ok(failed < calls * 0.9, "some succeed");
  });
}
