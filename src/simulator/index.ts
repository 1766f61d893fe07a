/**
 * A VPP that answers on a socket, as a double of VPP in tests: the message table of a whole release, interfaces, routing
 * tables and everything of SRv6, with VPP's return values, numbering and oddities.
 *
 * In come messages from any client, out go VPP's answers. It does not know our own client, nor what we think of SRv6: it
 * takes both from VPP.
 */

export type { Crash } from "./dispatcher.ts";
export type {
  AnswerFault,
  BusyFault,
  CoalesceFault,
  CutFault,
  DelayFault,
  DropFault,
  DuplicateFault,
  EndFault,
  Fault,
  FaultAim,
  FragmentFault,
  GarbageFault,
  GarbageLengthFault,
  InjectedFault,
  RefuseFault,
  ReorderFault,
  RequestFault,
  ResetFault,
  RestartFault,
  SilenceFault,
  SlowReaderFault,
  WrongClientFault,
  WrongContextFault,
} from "./fault.ts";
export type { FibPath } from "./model/fib-path.ts";
export type { InterfaceEntry } from "./model/interface.ts";
export type { NeighborEntry } from "./model/neighbors.ts";
export type { LocalSidEntry } from "./model/srv6-local-sids.ts";
export type { PathTracingEntry } from "./model/srv6-path-tracing.ts";
export type { PolicyEntry, SegmentListEntry } from "./model/srv6-policies.ts";
export type { SteeredTraffic, SteeringEntry } from "./model/srv6-steering.ts";
export type { DetailsHandler, ReplyHandler, Simulator, StartOptions } from "./simulator.ts";
export { type SimulatorOptions, startSimulator } from "./start-simulator.ts";
export type { RouteEntry, SimulatorState, SourceEntry, TableEntry } from "./state.ts";
export type { ClientEntry } from "./vpp-process.ts";
