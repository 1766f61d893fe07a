import { HEADER_BYTES, type Message } from "../../wire/index.ts";
import { isAnsweredInOrder } from "../connection/index.ts";
import type { ServedRequest } from "../versions/index.ts";

/** The longest reply that VPP puts into its rings. Longer ones take its heap of 16 MB, without which VPP ends. */
const MAX_REPLY_BYTES = 1032;
/** The longest message that VPP takes by shared memory. */
export const MAX_REQUEST_BYTES = 4096;

/**
 * Returns whether a request may go by the lane: VPP answers it before the next one, by one reply of fixed length, which tells of
 * each slot of the lane's queue when it is free again.
 */
export function mayGo({ request, answer }: ServedRequest): boolean {
  return isAnsweredInOrder(request.name) && isShort(answer);
}

function isShort({ header, codec }: Message<unknown>): boolean {
  return codec.byteLength === undefined && HEADER_BYTES[header] + codec.leastBytes <= MAX_REPLY_BYTES;
}
