// Opens every door of the installed package, then lets its client talk to its simulator.
import { createRequire } from "node:module";
import { connect } from "tsvpp";
import { showVersion } from "tsvpp/binapi/vpe";
import { startSimulator } from "tsvpp/simulator";

const { exports } = createRequire(import.meta.url)("tsvpp/package.json");
for (const door of Object.keys(exports).filter((door) => door !== "./package.json")) {
  const name = door.replace(".", "tsvpp").replace("*", "sr");
  console.log(`${name}: ${Object.keys(await import(name)).length} names`);
}

const simulator = await startSimulator();
const vpp = await connect({ socketPath: simulator.socketPath });
const { version } = await vpp.request(showVersion, {});
console.log(`the simulator says it is VPP ${version}`);
await vpp.close();
await simulator.close();
