/**
 * Copies the fields of a message for a call that is encoded later: lists, objects and bytes are copied, values that cannot
 * change are shared.
 */
export function copyInput<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  // Not `slice`: that of a Buffer shares its memory.
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part)]));
}
