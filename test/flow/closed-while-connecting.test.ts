/** Tests a client that is closed while it sets up its next connection. */
import t from "tap";
import { connect } from "../../src/client/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";

/** More microtasks than run between the end of a hook and the state `ready`. */
const MICROTASKS = 40;

t.test("a client that is closed at any moment after its hook leaves VPP", async (t) => {
  for (let count = 0; count < MICROTASKS; count++) {
    await using simulator = await startSimulator();
    const vpp = await connect({ socketPath: simulator.socketPath });
    const closing = new Promise<void>((resolve) => {
      void vpp.onReady(async ({ number }) => {
        if (number === 2) void closeBehind(count).then(resolve);
      });
    });
    const closeBehind = async (microtasks: number): Promise<void> => {
      for (let i = 0; i < microtasks; i++) await undefined;
      await vpp.close();
    };
    await simulator.restart();
    await closing;
    t.same(simulator.clients, [], `${count} microtasks behind`);
    t.equal(vpp.state.type, "closed");
  }
});
