/** `npm run bench`: measures parts of the client without VPP. Prints the results and saves them in `bench/results/suites.json`. */
import { decodeCases } from "../codec/decode.bench.ts";
import { encodeCases } from "../codec/encode.bench.ts";
import { framingCases } from "../codec/framing.bench.ts";
import { jsonCases } from "../codec/json.bench.ts";
import { type CaseResult, runSuite } from "../codec/suite.ts";
import { describeHost } from "../report/machine.ts";
import { saveResults } from "../report/results.ts";

const SUITES = { encode: encodeCases, decode: decodeCases, framing: framingCases, JSON: jsonCases };

const about = describeHost();
console.log(`${about.cpu}; ${about.kernel}; Node.js ${about.node}; ${about.commit}`);
const results: CaseResult[] = [];
for (const [name, cases] of Object.entries(SUITES)) {
  const found = await runSuite(name, cases);
  for (const each of found) print(each);
  results.push(...found);
}
saveResults("suites", { about, results });

function print({ suite, name, ns, marginPercent }: CaseResult): void {
  console.log(`${suite.padEnd(8)} ${name.padEnd(48)} ${ns.toFixed(1).padStart(8)} ns ±${marginPercent.toFixed(1)} %`);
}
