import { VppError } from "../errors.ts";
import { printable } from "../printable.ts";
import type { UnionCodec } from "./descriptor.ts";
import { WireReader } from "./reader.ts";

/** A value of a generated union type. */
interface UnionValue {
  readonly case: string;
  readonly value: unknown;
}

/**
 * Reads one arm of a union whose arm the message does not tell: such a union is decoded as `{ case: "bytes", value }`.
 *
 * @param codec of the union, from the module that defines it, e.g. `addressUnionCodec` of `tsvpp/binapi/ip_types`.
 * @param bytes of the union, all of them, as VPP sent them. They are copied.
 * @param arm the case that the caller knows to be the right one.
 * @throws {VppError} `VPP_FIELD_RANGE` when the union has no such arm, or is longer than `bytes`.
 */
export function readArm<Union extends UnionValue, Case extends Union["case"]>(
  codec: UnionCodec<Union>,
  bytes: Uint8Array,
  arm: Case,
): Extract<Union, { readonly case: Case }>["value"] {
  const selector = Object.hasOwn(codec.cases, arm) ? codec.cases[arm] : undefined;
  if (selector === undefined) {
    throw new VppError(
      "VPP_FIELD_RANGE",
      printable(`the union has no arm ${arm}: its arms are ${Object.keys(codec.cases).join(", ")}`),
    );
  }
  const reader = new WireReader().over(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  reader.end = bytes.length;
  try {
    return codec.read(reader, 0, selector).value;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new VppError("VPP_FIELD_RANGE", `${bytes.length} bytes are too few for the arm ${arm}`, { cause: error });
  }
}
