import t from "tap";
import { connect, type Generation } from "../../src/client/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";

const TRAFFIC = { kind: "l3", prefix: "10.1.0.0/16", tableId: 0 } as const;

t.test("work by one connection takes turns, through the client and through its generation", async (t) => {
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const { promise, resolve } = withResolvers<Generation>();
  await vpp.onReady(resolve);
  const [byClient, byGeneration] = [new Srv6(vpp), new Srv6(await promise)];
  await byClient.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["fcff::1"] }] });
  const outcomes = await Promise.allSettled([byClient.steer(TRAFFIC, "cafe::1"), byGeneration.deletePolicy("cafe::1")]);
  t.match(outcomes, [{ status: "fulfilled" }, { status: "rejected", reason: { code: "VPP_HAZARD" } }]);
  t.equal(simulator.state.steering.length, 1);
  t.equal(simulator.state.policies.length, 1);
});

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((given) => {
    resolve = given;
  });
  return { promise, resolve };
}
