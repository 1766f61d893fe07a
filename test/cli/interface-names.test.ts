import t from "tap";
import { createLoopback } from "../../src/binapi/interface.ts";
import { readInterfaceNames, withNames } from "../../src/cli/interface-names.ts";
import { connect } from "../../src/client/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";

t.test("the names are those of VPP, by number", async (t) => {
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const { swIfIndex } = await vpp.request(createLoopback, { macAddress: "02:fe:00:00:00:01" });
  t.same(
    [...(await readInterfaceNames(vpp))],
    [
      [0, "local0"],
      [swIfIndex, "loop0"],
    ],
  );
});

const names = new Map([
  [3, "host-b"],
  [33, "interface 3"],
]);

const texts = [
  ["via fe80::1 on interface 3 (psp)", "via fe80::1 on host-b (psp)"],
  ["frames of interface 3, frames of interface 4", "frames of host-b, frames of interface 4"],
  ["on interface 33", "on interface 3"],
  ["its interface was created again", "its interface was created again"],
] as const;

for (const [text, named] of texts) {
  t.test(`"${text}" becomes "${named}"`, async (t) => {
    t.equal(withNames(text, names), named);
  });
}
