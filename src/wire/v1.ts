/**
 * What generated bindings import, `tsvpp/wire/v1`: the only door of this package that they know, and no more than they need.
 *
 * The promise to code that was generated earlier: it goes on compiling, and writes and reads the same bytes. It may rely on
 * these names; on the members of `WireWriter`, `WireReader` and `scalars`; on `Codec`, `VariableCodec`, `UnionCodec` and
 * `Field` as the form of what it passes. All of that is only ever added to, and nothing that is added is asked of it. What
 * cannot be done so becomes `tsvpp/wire/v2`, beside this door.
 */
export type {
  Ip4Address,
  Ip4Prefix,
  Ip6Address,
  Ip6Prefix,
  IpAddress,
  MacAddress,
  Prefix,
} from "../address/index.ts";
export {
  type Codec,
  type Dump,
  dump,
  type EnumItems,
  type Event,
  empty,
  event,
  type Field,
  type FieldType,
  type Input,
  type Message,
  message,
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
export type { HeaderKind } from "./header.ts";
export { type ReadFunction, scalars, type WireReader } from "./reader.ts";
export { textBytes, type WireWriter } from "./writer.ts";
