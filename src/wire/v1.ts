/**
 * The exports that generated bindings import, `tsvpp/wire/v1`, and no others. Bindings import nothing else of this package.
 *
 * Code that was generated earlier keeps compiling, and keeps writing and reading the same bytes. It may rely on these names; on
 * the members of `WireWriter`, `WireReader` and `scalars`; on `Codec`, `VariableCodec`, `UnionCodec` and `Field` as the types
 * of its arguments. Additions are optional for it. An incompatible change becomes `tsvpp/wire/v2`, beside this file.
 *
 * @module tsvpp/wire/v1
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
export { textBytes } from "./text.ts";
export type { WireWriter } from "./writer.ts";
