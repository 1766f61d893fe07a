/** Runs a simulator, prints the path of its socket, and ends at the end of standard input. */
import { once } from "node:events";
import { startSimulator } from "../../src/simulator/index.ts";

await using simulator = await startSimulator({ recordCalls: false });
// Ctrl-C reaches the whole process group. The parent process handles it and ends the input of this one.
process.on("SIGINT", () => {});
console.log(simulator.socketPath);
process.stdin.resume();
await once(process.stdin, "end");
