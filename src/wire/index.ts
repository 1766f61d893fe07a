/**
 * Encodes and decodes messages: big-endian fields, the message header, the message table, descriptors, and the JSON form of
 * messages. It uses neither sockets nor the messages of a release. This file is for the package's own modules; generated
 * bindings import `v1.ts`.
 */
export {
  Ip4Address,
  type Ip4Prefix,
  Ip6Address,
  type Ip6Prefix,
  type IpAddress,
  MacAddress,
  Prefix,
} from "../address/index.ts";
export { convertCodec } from "./convert-codec.ts";
export { copyBytes, type Memory } from "./copy-bytes.ts";
export { describeType } from "./describe-type.ts";
export {
  type AnyRequest,
  type Codec,
  type Dump,
  dump,
  type EnumItems,
  type Event,
  empty,
  type Field,
  type FieldType,
  type Input,
  type Message,
  message,
  nameCrc,
  type Paged,
  paged,
  type Received,
  type Request,
  request,
  retvalOnly,
  type ScalarType,
  type UnionCodec,
  type VariableCodec,
} from "./descriptor.ts";
export { type FixedField, fixedFields } from "./fixed-field.ts";
export {
  HEADER_BYTES,
  type HeaderKind,
  readClientIndex,
  readMessageId,
  readReplyContext,
  readRequestContext,
  readRetval,
  writeEventHeader,
  writeReplyHeader,
  writeRequestHeader,
} from "./header.ts";
export { fromJson, type JsonValue, toJson } from "./json.ts";
export { messageBytes, readFields, writeFields } from "./message.ts";
export { MessageTable, type MessageVersion } from "./message-table.ts";
export { readArm } from "./read-arm.ts";
export { type ReadFunction, scalars, WireReader } from "./reader.ts";
/** @internal */
export { readText, textBytes, writeText } from "./text.ts";
export { unsetValue } from "./unset.ts";
export { MessageView } from "./view.ts";
export { type Sparse, withDefaults } from "./with-defaults.ts";
export { WireWriter } from "./writer.ts";
