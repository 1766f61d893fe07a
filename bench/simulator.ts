/** A simulator that prints where it listens, until the end of its input. */
import { once } from "node:events";
import { startSimulator } from "../src/simulator/index.ts";

await using simulator = await startSimulator({ recordCalls: false });
console.log(simulator.socketPath);
process.stdin.resume();
await once(process.stdin, "end");
