import t from "tap";
import { MacAddress, Prefix } from "../../../../src/address/index.ts";
import type { TapEntry } from "../../../../src/simulator/model/devices/taps.ts";
import { Model } from "../../../../src/simulator/model/model.ts";

const ANY_ID = 0xffffffff;
const NO_INTERFACE = 0xffffffff;
const TUN = 16;
const MAC = MacAddress.parse("02:00:00:00:00:11");

function tap(fields: Partial<TapEntry> = {}): TapEntry {
  return {
    id: ANY_ID,
    macAddress: MAC,
    flags: 0,
    rxRingSize: 256,
    txRingSize: 256,
    hostName: "",
    hostNamespace: "",
    hostBridge: "",
    hostMacAddress: MAC,
    hostMtuBytes: 0,
    hostPrefix4: Prefix.parse("0.0.0.0/0") as TapEntry["hostPrefix4"],
    hostPrefix6: Prefix.parse("::/0") as TapEntry["hostPrefix6"],
    ...fields,
  };
}

// By VPP's source: src/plugins/tap/tap.c, tapv2_api.c.
t.test("an interface has the id that is wanted, or the lowest that is free", async (t) => {
  const { taps, interfaces } = new Model(false);
  for (const [id, retval, swIfIndex] of [
    [1, 0, 1],
    [ANY_ID, 0, 2],
    [ANY_ID, 0, 3],
    [1, -71, NO_INTERFACE],
    [1024, 0, 4],
    [1025, -1, NO_INTERFACE],
  ] as const) {
    t.same(taps.create(tap({ id })), { retval, swIfIndex }, String(id));
  }
  t.same(
    [1, 2, 3, 4].map((swIfIndex) => interfaces.get(swIfIndex)?.name),
    ["tap1", "tap0", "tap2", "tap1024"],
  );
  t.same([taps.delete(2), taps.delete(2), taps.delete(0)], [0, -2, -2]);
  t.same(taps.create(tap()), { retval: 0, swIfIndex: 2 });
  t.equal(interfaces.get(2)?.name, "tap0");
});

t.test("a tun is no port of Ethernet, and its link is up as that of a tap", async (t) => {
  const { taps, interfaces } = new Model(false);
  taps.create(tap());
  taps.create(tap({ flags: TUN, hostName: "vpp-tun" }));
  t.match(interfaces.get(1), { name: "tap0", isLinkUp: true, linkMtuBytes: 9000 });
  t.equal(String(interfaces.get(1)?.macAddress), String(MAC));
  t.match(interfaces.get(2), { name: "tun1", isLinkUp: true });
  t.equal(String(interfaces.get(2)?.macAddress), "00:00:00:00:00:00");
  t.same(
    [...taps].map(({ hostName }) => hostName),
    ["tap0", "vpp-tun"],
    "the host's end has a name of its own if one is given",
  );
});
