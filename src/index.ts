/**
 * A typed client for the binary API of VPP. Messages are descriptors from `tsvpp/binapi/<module>`; SRv6 is `tsvpp/srv6`.
 */
export {
  Ip4Address,
  type Ip4Prefix,
  Ip6Address,
  type Ip6Prefix,
  type IpAddress,
  MacAddress,
  Prefix,
} from "./address/index.ts";
export {
  type Batch,
  type BatchOptions,
  type CallOptions,
  type Compatibility,
  type ConnectOptions,
  connect,
  type Outcome,
  VppClient,
} from "./client/index.ts";
export { VppError, type VppErrorCode, type VppErrorDetails, type VppErrorEffect } from "./errors.ts";
export { DEFAULT_SOCKET_PATH } from "./transport/index.ts";
export {
  type Dump,
  fromJson,
  type Input,
  type Message,
  type Paged,
  type Received,
  type Request,
  toJson,
} from "./wire/index.ts";
