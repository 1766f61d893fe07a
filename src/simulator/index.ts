/**
 * A VPP that answers on a socket, as a double of VPP in tests: the message table of a whole release, interfaces, routing
 * tables and everything of SRv6, with VPP's return values, numbering and oddities.
 *
 * In come messages from any client, out go VPP's answers. It does not know our own client, nor what we think of SRv6: it
 * takes both from VPP.
 *
 * @module tsvpp/simulator
 */

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
  FaultMessage,
  FragmentFault,
  GarbageFault,
  GarbageLengthFault,
  InjectedFault,
  RefuseFault,
  ReorderFault,
  RequestFault,
  ResetFault,
  RestartFault,
  RetvalFault,
  SilenceFault,
  SlowReaderFault,
  WrongClientFault,
  WrongContextFault,
} from "./faults/index.ts";
export type {
  FibPath,
  InterfaceEntry,
  LocalSidEntry,
  NeighborEntry,
  PathTracingEntry,
  PolicyEntry,
  SegmentListEntry,
  SteeredTraffic,
  SteeringEntry,
} from "./model/index.ts";
export type { ClientEntry, Crash, DetailsHandler, EventFields, ReplyHandler } from "./server/index.ts";
export type { Simulator, StartOptions } from "./simulator.ts";
export { type SimulatorOptions, startSimulator } from "./start-simulator.ts";
export type { RouteEntry, SimulatorState, SourceEntry, TableEntry } from "./state.ts";
export type { CounterPlace, PacketsAndBytes, SimulatorStats } from "./stats/index.ts";
