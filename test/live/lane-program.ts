/** A client in VPP's shared memory at full load, for ends in the midst of it. Arguments or data of a worker: socket, region, name. */
import { parentPort, workerData } from "node:worker_threads";
import { LaneDriver } from "./lane-driver.ts";

const PINGS = 20_000;

const [socketPath, region, name] = (workerData ?? process.argv.slice(2)) as [string, string, string];
const driver = await LaneDriver.open(socketPath, region, name);
await driver.ping(PINGS);
parentPort?.postMessage("on");
process.send?.("on");
if (parentPort === null) for (;;) await driver.ping(PINGS);
else await new Promise((resolve) => parentPort!.once("message", resolve));
