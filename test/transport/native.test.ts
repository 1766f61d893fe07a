import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import t from "tap";
import { load, loadNative } from "../../src/transport/native.ts";
import { temporaryFolder } from "../helpers.ts";
import { NATIVE } from "../native.ts";

t.test("the compiled part is loaded once", NATIVE, async (t) => {
  t.equal(loadNative(), loadNative());
});

t.test("a missing file is an error that says what to do", NATIVE, async (t) => {
  const path = join(temporaryFolder(t), "tsvpp.node");
  t.throws(() => load(path), {
    code: "VPP_NATIVE",
    message: /tsvpp\.node: no such file\. In a checkout, install a C compiler/,
  });
  t.throws(() => load(""), { code: "VPP_NATIVE", message: /leave tsvpp out of the bundle/ });
});

t.test("a file that is not a program is an error with its cause", NATIVE, async (t) => {
  const path = join(temporaryFolder(t), "tsvpp.node");
  writeFileSync(path, "no program");
  t.throws(() => load(path), { code: "VPP_NATIVE", message: /cannot be loaded: /, cause: Error });
});

t.test("it is loaded in worker threads, too", NATIVE, async (t) => {
  const program = `
    const { parentPort, workerData } = require("node:worker_threads");
    import(workerData).then(({ loadNative }) => parentPort.postMessage(Object.keys(loadNative())));
  `;
  const file = new URL("../../src/transport/native.js", import.meta.url).href;
  const namesIn = () => {
    const worker = new Worker(program, { eval: true, workerData: file });
    return new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  };
  const lane = ["laneOpen", "laneConnect", "laneInfo", "laneWrite", "laneRead", "laneSettle", "laneClose"];
  const names = ["connect", "receive", "listen", "give", ...lane];
  t.same(await Promise.all([namesIn(), namesIn()]), [names, names]);
});
