/** A simulator that prints where it listens, until the end of its input. */
import { once } from "node:events";
import { startSimulator } from "../../src/simulator/index.ts";

await using simulator = await startSimulator({ recordCalls: false });
// Ctrl-C is for who runs this: its end is the end of input.
process.on("SIGINT", () => {});
console.log(simulator.socketPath);
process.stdin.resume();
await once(process.stdin, "end");
