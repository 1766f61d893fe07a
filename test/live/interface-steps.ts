import fc from "fast-check";
import {
  createLoopback,
  createLoopbackInstance,
  createSubif,
  createVlanSubif,
  deleteLoopback,
  deleteSubif,
  swInterfaceAddDelAddress,
  swInterfaceSetFlags,
  swInterfaceSetMtu,
  swInterfaceSetTable,
} from "../../src/binapi/interface.ts";
import { ipTableAddDel } from "../../src/binapi/ip.ts";
import { ipipAddTunnel, ipipDelTunnel } from "../../src/binapi/ipip.ts";
import { memifCreateV2, memifDelete, memifSocketFilenameAddDelV2 } from "../../src/binapi/memif.ts";
import type { SimulatorState } from "../../src/simulator/index.ts";
import { type Step, step } from "./random-steps.ts";

const swIfIndex = fc.oneof(
  { weight: 20, arbitrary: fc.nat(20) },
  { weight: 1, arbitrary: fc.constantFrom(99, 0xffffffff) },
);
const macAddress = fc.constantFrom("02:fe:00:00:00:01", "02:fe:00:00:00:02");
const vlanId = fc.constantFrom(1, 2, 7, 65, 100, 101, 1000, 4095);
/** All flags of tags, and those by which parts are usually created. */
const tags = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 2, 18, 4, 20, 10, 12, 32, 16, 130, 132) },
  { weight: 1, arbitrary: fc.nat(255) },
);
const role = fc.constantFrom(0, 1);
const socketId = fc.constantFrom(0, 1, 2, 7, 65, 1000);
/** Of this process alone: VPPs that are compared at the same time would connect their interfaces to each other. */
const FILES = `/tmp/tsvpp-${process.pid}`;

/** Each id has file names of its own, since VPP connects masters and slaves of one file, even to each other. */
const socket = socketId.chain((id) =>
  fc.record({
    socketId: fc.constant(id),
    isAdd: fc.boolean(),
    socketFilename: fc.constantFrom(`${FILES}-${id}-a.sock`, `${FILES}-${id}-b.sock`, `tsvpp/${id}.sock`, ""),
  }),
);
const endpoint = fc.constantFrom("10.1.0.1", "10.1.0.2", "10.1.0.3", "2001:db8:1::1", "2001:db8:1::2", "0.0.0.0");
const address = fc.constantFrom("10.0.0.1/24", "10.0.1.1/24", "10.0.0.2/24", "2001:db8::1/64", "2001:db8:2::1/64");
const tableId = fc.constantFrom(0, 0, 10, 20);

const memif = fc.record({
  role,
  mode: fc.constantFrom(0, 0, 1),
  rxQueues: fc.constant(1),
  txQueues: fc.constant(1),
  id: fc.nat(3),
  socketId,
  ringSize: fc.constantFrom(0, 1024, 1000, 2048),
  bufferSize: fc.constantFrom(0, 2048),
  noZeroCopy: fc.boolean(),
  useDma: fc.constant(false),
  hwAddr: macAddress,
  secret: fc.constant(""),
});

const tunnel = fc.record({
  instance: fc.constantFrom(0xffffffff, 0xffffffff, 0, 1, 5),
  src: endpoint,
  dst: endpoint,
  swIfIndex: fc.constant(0),
  tableId,
  flags: fc.constantFrom(0, 1, 4),
  mode: fc.constantFrom(0, 0, 1),
  dscp: fc.constantFrom(0, 10),
});

/** One random message that changes interfaces, of all kinds that need nothing of the host. */
export const interfaceStep: fc.Arbitrary<Step> = fc.oneof(
  step(createLoopback as never, fc.record({ macAddress }), 6),
  step(
    createLoopbackInstance as never,
    fc.record({ macAddress, isSpecified: fc.boolean(), userInstance: fc.nat(5) }) as never,
    2,
  ),
  step(deleteLoopback, fc.record({ swIfIndex }), 12),
  step(
    createVlanSubif as never,
    fc.record({ swIfIndex, vlanId: fc.oneof(vlanId, fc.constantFrom(0, 4096)) }) as never,
    10,
  ),
  step(
    createSubif as never,
    fc.record({ swIfIndex, subId: vlanId, subIfFlags: tags, outerVlanId: vlanId, innerVlanId: vlanId }) as never,
    16,
  ),
  step(deleteSubif, fc.record({ swIfIndex }), 10),
  step(memifSocketFilenameAddDelV2 as never, socket as never, 4),
  step(memifCreateV2 as never, memif as never, 6),
  step(memifDelete, fc.record({ swIfIndex }), 8),
  step(ipipAddTunnel as never, fc.record({ tunnel }) as never, 8),
  step(ipipDelTunnel, fc.record({ swIfIndex }), 8),
  step(swInterfaceSetFlags, fc.record({ swIfIndex, flags: fc.nat(1) }), 8),
  step(
    swInterfaceSetMtu,
    fc.record({ swIfIndex, mtu: fc.constantFrom([0, 0, 0, 0], [1500, 0, 0, 0], [9000, 1400, 1300, 0]) }),
    2,
  ),
  step(
    swInterfaceAddDelAddress,
    fc.record({ swIfIndex, isAdd: fc.boolean(), delAll: fc.boolean(), prefix: address }),
    6,
  ),
  step(swInterfaceSetTable, fc.record({ swIfIndex, isIpv6: fc.boolean(), vrfId: tableId }), 4),
  step(
    ipTableAddDel,
    fc.record({ isAdd: fc.boolean(), table: fc.record({ tableId, isIp6: fc.boolean(), name: fc.constant("") }) }),
    3,
  ),
);

/**
 * Returns whether a part of a part is created, or a tunnel gets an address. VPP loses parts of parts, and finds whatever takes
 * the places of those that are gone. For the other end of a tunnel with an address it adds an entry, which is not modelled.
 */
export function isLost({ message, fields }: Step, { interfaces }: SimulatorState): boolean {
  const { swIfIndex } = fields as { swIfIndex?: number };
  const owner = interfaces.find((each) => each.swIfIndex === swIfIndex);
  if (message.name === createSubif.name) return owner?.name.includes(".") === true;
  return message.name === swInterfaceAddDelAddress.name && owner?.deviceType.startsWith("IPIP") === true;
}
