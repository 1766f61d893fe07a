// Imports every export of the installed package, then connects its client to its simulator.
import { createRequire } from "node:module";
import { connect } from "tsvpp";
import { showVersion } from "tsvpp/binapi/vpe";
import { startSimulator } from "tsvpp/simulator";

const { exports } = createRequire(import.meta.url)("tsvpp/package.json");
for (const path of Object.keys(exports).filter((path) => path !== "./package.json")) {
  const name = path.replace(".", "tsvpp").replace("*", "sr");
  console.log(`${name}: ${Object.keys(await import(name)).length} names`);
}

const simulator = await startSimulator();
const vpp = await connect({ socketPath: simulator.socketPath });
const { version } = await vpp.request(showVersion, {});
console.log(`the simulator reports VPP ${version}`);
await vpp.close();
await simulator.close();
