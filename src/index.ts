/**
 * A typed client for the binary API of VPP. Messages are descriptors from `tsvpp/binapi/<module>`; SRv6 is `tsvpp/srv6`.
 *
 * @module tsvpp
 */
export {
  Ip4Address,
  type Ip4AddressInput,
  type Ip4Prefix,
  type Ip4PrefixInput,
  Ip6Address,
  type Ip6AddressInput,
  type Ip6Prefix,
  type Ip6PrefixInput,
  type IpAddress,
  type IpAddressInput,
  MacAddress,
  type MacAddressInput,
  Prefix,
  type PrefixInput,
} from "./address/index.ts";
export {
  type Batch,
  type BatchOptions,
  type CallOptions,
  type Compatibility,
  type ConnectionState,
  type ConnectOptions,
  type Counters,
  connect,
  type DumpOptions,
  type EventNotice,
  type EventOptions,
  type EventStream,
  type Generation,
  type Outcome,
  type Outcomes,
  type Patch,
  type PreparedRequest,
  prepare,
  type ReadyHook,
  type ReplyNotice,
  type RequestNotice,
  type SharedMemoryOptions,
  type SharedMemoryState,
  type StateNotice,
  type Ticket,
  VppCalls,
  VppClient,
  type VppEvent,
} from "./client/index.ts";
export { VppError, type VppErrorCode, type VppErrorDetails, type VppErrorEffect } from "./errors.ts";
export { DEFAULT_SOCKET_PATH } from "./transport/index.ts";
export {
  type Dump,
  type Event,
  fromJson,
  type Input,
  type Message,
  type Paged,
  type Received,
  type Request,
  readArm,
  type Sparse,
  toJson,
  withDefaults,
} from "./wire/index.ts";
