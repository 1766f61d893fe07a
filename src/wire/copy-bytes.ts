const WORD_BYTES = 4;
/** Up to this length a loop is faster than a call of `copy` (performance notes, COPY-1). */
const MAX_LOOP_BYTES = 128;

/** Memory, and a view of the same bytes. */
export interface Memory {
  readonly bytes: Buffer;
  readonly view: DataView;
}

/** Returns a view of all bytes of a buffer. */
export function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Copies bytes from one memory to another. */
export function copyBytes(from: Memory, fromAt: number, to: Memory, toAt: number, byteLength: number): void {
  if (byteLength > MAX_LOOP_BYTES) from.bytes.copy(to.bytes, toAt, fromAt, fromAt + byteLength);
  else copyWords(from.view, fromAt, to.view, toAt, byteLength);
}

function copyWords(from: DataView, fromAt: number, to: DataView, toAt: number, byteLength: number): void {
  let at = 0;
  for (; at + WORD_BYTES <= byteLength; at += WORD_BYTES) to.setUint32(toAt + at, from.getUint32(fromAt + at));
  for (; at < byteLength; at++) to.setUint8(toAt + at, from.getUint8(fromAt + at));
}
