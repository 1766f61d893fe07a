import { type AsPath, mergeAs4Path, parseAsPath } from "./as-path.ts";
import { type AttributeContext, type Draft, RULES } from "./attribute-rules.ts";
import { ATTRIBUTE, EXTENDED_LENGTH, KIND_FLAGS, OPTIONAL, type PathAttributes } from "./attributes.ts";
import { type Notification, notificationOf } from "./notification.ts";

/** The attributes of an UPDATE as bytes. */
export interface RawAttributes {
  readonly values: ReadonlyMap<number, Buffer>;
  /** Why the routes count as withdrawn; undefined if nothing is wrong so far. */
  readonly fault: string | undefined;
}

/**
 * Splits the attributes of an UPDATE. An attribute that occurs twice counts once (RFC 7606 section 3 g), except for those that
 * hold routes: then the session ends.
 */
export function splitAttributes(bytes: Buffer): RawAttributes | Notification {
  const values = new Map<number, Buffer>();
  let fault: string | undefined;
  for (let at = 0; at < bytes.length; ) {
    const flags = bytes[at]!;
    const lengthBytes = (flags & EXTENDED_LENGTH) === 0 ? 1 : 2;
    const valueAt = at + 2 + lengthBytes;
    const end = valueAt <= bytes.length ? valueAt + bytes.readUIntBE(at + 2, lengthBytes) : Number.POSITIVE_INFINITY;
    if (end > bytes.length)
      return { values, fault: fault ?? "an attribute is longer than the attributes of the message" };
    const type = bytes[at + 1]!;
    const rule = RULES.get(type);
    if (rule === undefined && (flags & OPTIONAL) === 0) {
      return notificationOf("unrecognizedWellKnown", Buffer.from(bytes.subarray(at, end)));
    }
    if (values.has(type)) {
      if (type === ATTRIBUTE.mpReach || type === ATTRIBUTE.mpUnreach) return notificationOf("malformedAttributes");
    } else {
      values.set(type, bytes.subarray(valueAt, end));
      const hasWrongFlags = rule !== undefined && (flags & KIND_FLAGS) !== rule.flags;
      if (hasWrongFlags && rule.isDiscarded === undefined)
        fault ??= `${rule.name} has flags of another kind of attribute`;
    }
    at = end;
  }
  return { values, fault };
}

/** Reads the attributes that routes have, or returns why these routes count as withdrawn (RFC 7606). */
export function readAttributes(raw: RawAttributes, context: AttributeContext): PathAttributes | string {
  const draft: Draft = {};
  for (const [type, value] of raw.values) {
    const rule = RULES.get(type);
    const isRead = rule?.read !== undefined && (context.isInternal || rule.isOnlyInternal === undefined);
    if (isRead && !rule.read!(draft, value, context)) return `${rule.name} is malformed`;
  }
  const missing = missingAttribute(draft, context);
  if (missing !== undefined) return `${missing} is missing`;
  const as4Path = context.asBytes === 2 ? parseAs4Path(raw) : undefined;
  if (as4Path !== undefined) draft.asPath = mergeAs4Path(draft.asPath!, as4Path);
  return draft as PathAttributes;
}

function missingAttribute(
  { origin, asPath, localPreference }: Draft,
  { isInternal }: AttributeContext,
): string | undefined {
  if (origin === undefined) return "ORIGIN";
  if (asPath === undefined) return "AS_PATH";
  return isInternal && localPreference === undefined ? "LOCAL_PREF" : undefined;
}

/** A malformed AS4_PATH is ignored (RFC 6793 section 6). */
function parseAs4Path({ values }: RawAttributes): AsPath | undefined {
  const value = values.get(ATTRIBUTE.as4Path);
  return value === undefined ? undefined : parseAsPath(value, 4);
}
