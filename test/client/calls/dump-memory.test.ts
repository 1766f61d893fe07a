import { fork } from "node:child_process";
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import t, { type Test } from "tap";
import { controlPing } from "../../../src/binapi/memclnt.ts";
import { srLocalsidsDump } from "../../../src/binapi/sr.ts";
import { connect } from "../../../src/client/index.ts";

const COUNT = 1_000_000;
/** `sr_localsids_details` and the frame around it. @see VPP src/vnet/srv6/sr.api, src/vlibmemory/socket_api.c */
const DETAILS_BYTES = 53 + 16;
const MIB = 1024 * 1024;
const PATIENCE_MS = 60_000;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes in use, of JavaScript's heap and outside it. */
function memory(): { readonly heap: number; readonly raw: number } {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, raw: arrayBuffers };
}

async function startServer(t: Test): Promise<string> {
  const server = fork(fileURLToPath(new URL("./details-server.js", import.meta.url)), [String(COUNT)]);
  t.teardown(() => server.disconnect());
  const [socketPath] = await once(server, "message");
  return socketPath as string;
}

t.test("a million details that nobody takes wait as bytes, no more than came, and are all given then", async (t) => {
  const vpp = await connect({ socketPath: await startServer(t), timeoutMs: PATIENCE_MS });
  t.teardown(() => vpp.close());
  const before = memory();
  const dump = vpp.dump(srLocalsidsDump, {});
  // It is answered behind the details.
  await vpp.request(controlPing, {});
  const waiting = memory();
  const growth = { heap: waiting.heap - before.heap, raw: waiting.raw - before.raw };
  t.comment(`heap +${(growth.heap / MIB).toFixed(1)} MiB, raw +${(growth.raw / MIB).toFixed(1)} MiB`);
  t.ok(growth.heap < 64 * MIB);
  t.ok(growth.raw <= COUNT * DETAILS_BYTES);
  let count = 0;
  for await (const { addr } of dump) if (addr.word3 === count + 1) count++;
  t.equal(count, COUNT);
  // V8 frees the bytes of collected buffers on another thread, when that comes to run; bytes still held would end the
  // test by its time limit.
  while (memory().raw - before.raw >= MIB) await setImmediate();
});
