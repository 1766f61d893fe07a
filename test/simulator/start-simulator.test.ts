import { existsSync } from "node:fs";
import t from "tap";
import { startSimulator } from "../../src/simulator/index.ts";
import { temporaryFolder } from "../helpers.ts";
import { NATIVE } from "../native.ts";

for (const socketPath of ["", 7, null]) {
  t.test(`a path ${JSON.stringify(socketPath)} is refused by name`, async (t) => {
    // What a program without a compiler passes.
    const path = socketPath as string;
    const text = `${JSON.stringify(socketPath)} is not a path`;
    await t.rejects(startSimulator({ socketPath: path }), new TypeError(`startSimulator: socketPath: ${text}`));
    await t.rejects(
      startSimulator({ statsSocketPath: path }),
      new TypeError(`startSimulator: statsSocketPath: ${text}`),
    );
  });
}

for (const workers of [-1, 1.5, 256, "2"]) {
  t.test(`${JSON.stringify(workers)} workers are refused`, async (t) => {
    const message = `startSimulator: workers: ${workers}: a number from 0 to 255 is expected`;
    await t.rejects(startSimulator({ workers: workers as number }), new RangeError(message));
  });
}

t.test("a path where the statistics cannot be bound is an error that leaves nothing behind", NATIVE, async (t) => {
  const folder = temporaryFolder(t);
  const socketPath = `${folder}/api.sock`;
  const statsSocketPath = `${folder}/missing/stats.sock`;
  await t.rejects(startSimulator({ socketPath, statsSocketPath }), { code: "ENOENT" });
  t.notOk(existsSync(socketPath));
});
