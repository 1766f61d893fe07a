/**
 * The faults that a test injects: which messages they hit, and what they do with answers, requests and the bytes of a
 * connection. It sees a client only as an `Outlet`, and knows nothing of what messages mean.
 */

export type { Answer, Arrival, Outlet } from "./answer.ts";
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
} from "./fault.ts";
export { Faults } from "./faults.ts";
