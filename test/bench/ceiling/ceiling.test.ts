import t, { type Test } from "tap";
import { Ceiling, hasCompiler } from "../../../bench/ceiling/ceiling.ts";
import { controlPing } from "../../../src/binapi/memclnt.ts";
import { srLocalsidAddDel } from "../../../src/binapi/sr.ts";
import { connect } from "../../../src/client/index.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/index.ts";
import { Srv6 } from "../../../src/srv6/index.ts";

const skip = hasCompiler() ? false : "there is no cc";

t.test("the ceiling sends every message once, and counts what VPP refuses", { skip }, async (t) => {
  const { ceiling, simulator } = await start(t);
  const local = { kind: "localSid", count: 100 } as const;
  const added = await ceiling.run("pipelined", { ...local, action: "add" }, 7);
  t.match(added, { messages: 100, refused: 0 });
  t.ok(added.ns > 0);
  t.match(await ceiling.run("pipelined", { ...local, action: "add" }, 512), { messages: 100, refused: 100 });
  t.equal(simulator.calls(srLocalsidAddDel).length, 200);
  const vpp = await connect({ socketPath: simulator.socketPath });
  t.teardown(() => vpp.close());
  t.equal((await new Srv6(vpp).localSids()).length, 100);
});

t.test("the ceiling counts the details of a dump", { skip }, async (t) => {
  const { ceiling } = await start(t);
  await ceiling.run("pipelined", { kind: "policy", action: "add", count: 30 }, 512);
  t.match(await ceiling.run("dump", { kind: "policy", action: "dump", count: 30 }, 512), { messages: 30, refused: 0 });
});

t.test("one at a time, the ceiling tells the time that half of the calls took at most", { skip }, async (t) => {
  const { ceiling, simulator } = await start(t);
  const { messages, p50, p99 } = await ceiling.run("single", { kind: "ping", action: "add", count: 50 }, 1);
  t.equal(messages, 50);
  t.ok(p50! > 0 && p50! <= p99!);
  t.equal(simulator.calls(controlPing).length, 50);
});

t.test("the ceiling leaves VPP in order", { skip }, async (t) => {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  const ceiling = new Ceiling(simulator.socketPath);
  await ceiling.run("pipelined", { kind: "ping", action: "add", count: 1 }, 1);
  t.equal(simulator.clients.length, 1);
  await ceiling[Symbol.asyncDispose]();
  t.equal(simulator.clients.length, 0);
});

async function start(t: Test): Promise<{ ceiling: Ceiling; simulator: Simulator }> {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  const ceiling = new Ceiling(simulator.socketPath);
  t.teardown(() => ceiling[Symbol.asyncDispose]());
  return { ceiling, simulator };
}
