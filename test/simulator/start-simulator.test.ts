import t from "tap";
import { startSimulator } from "../../src/simulator/index.ts";

for (const socketPath of ["", 7, null]) {
  t.test(`a path ${JSON.stringify(socketPath)} is refused by name`, async (t) => {
    // What a program without a compiler passes.
    const options = { socketPath: socketPath as string };
    const message = `startSimulator: socketPath: ${JSON.stringify(socketPath)} is not a path`;
    await t.rejects(startSimulator(options), new TypeError(message));
  });
}
