import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { overheadBytes } from "../../../src/srv6/values/overhead.ts";

/** As packets of a VPP 26.06 are longer: 40 for one SID, 48 + 16n for n of them, 8 + 16(n + 1) inserted. */
const cases = [
  ["encaps", 1, 40],
  ["encaps", 2, 80],
  ["encaps", 16, 304],
  ["insert", 1, 40],
  ["insert", 2, 56],
] as const;

for (const [headend, count, bytes] of cases) {
  t.test(`${headend} with ${count} SIDs adds ${bytes} bytes`, async (t) => {
    const segments = Array.from({ length: count }, (_, at) => Ip6Address.parse(`fc00::${at + 1}`));
    t.equal(overheadBytes({ headend }, { segments, weight: 1 }), bytes);
  });
}
