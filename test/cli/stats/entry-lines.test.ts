import t from "tap";
import { entryJson, entryLines } from "../../../src/cli/stats/entry-lines.ts";
import type { StatsEntry } from "../../../src/stats/index.ts";

const pairs = { packets: BigUint64Array.of(1n, 2n), bytes: BigUint64Array.of(64n, 2n ** 64n - 1n) };
const bins = { minExponent: 3, bins: BigUint64Array.of(5n, 0n) };

const CASES: readonly (readonly [entry: StatsEntry, lines: readonly string[]])[] = [
  [{ kind: "scalar", value: 7n }, ["/x 7"]],
  [{ kind: "gauge", value: 8n }, ["/x 8"]],
  [{ kind: "simple", threads: [], sum: () => BigUint64Array.of(3n) }, ["/x 3"]],
  [{ kind: "simple", threads: [], sum: () => BigUint64Array.of(3n, 4n) }, ["/x[0] 3", "/x[1] 4"]],
  [
    { kind: "combined", threads: [], sum: () => pairs },
    ["/x[0] 1 packets, 64 bytes", "/x[1] 2 packets, 18446744073709551615 bytes"],
  ],
  [{ kind: "histogram", threads: [], sum: () => bins }, ["/x from 2^3: 5", "/x from 2^4: 0"]],
  [{ kind: "names", names: ["local0", undefined, "loop0"] }, ["/x[0] local0", "/x[2] loop0"]],
  [
    { kind: "ring", schemaVersion: 1, schema: new Uint8Array(), threads: [{ sequence: 5n, entries: [] }] },
    ["/x[0] 5 records"],
  ],
  [{ kind: "empty" }, ["/x empty"]],
  [{ kind: "unknown", type: 77 }, ["/x unknown"]],
];

for (const [entry, lines] of CASES) {
  t.test(`an entry of the kind ${entry.kind} is ${lines.join("; ")}`, async (t) => {
    t.same(entryLines("/x", entry), lines);
  });
}

t.test("JSON has the numbers of each thread as texts", async (t) => {
  t.same(entryJson("/if/rx", { kind: "combined", threads: [pairs], sum: () => pairs }), {
    name: "/if/rx",
    kind: "combined",
    threads: [{ packets: ["1", "2"], bytes: ["64", "18446744073709551615"] }],
  });
});
