import type { VppError } from "../../errors.ts";
import { checkOptions, countFrom, type Kind, messageError, OBJECT, oneOf, SIGNAL } from "../argument-error.ts";
import { EventStream } from "./event-stream.ts";

const EVENT_OPTIONS: readonly (readonly [string, Kind])[] = [
  ["fields", OBJECT],
  ["maxQueued", countFrom(1)],
  ["overflow", oneOf("drop-oldest", "error")],
  ["signal", SIGNAL],
];

/**
 * Checks what a program without types can give to `events`.
 *
 * @throws {VppError} `VPP_FIELD_RANGE`.
 */
export function checkEventArguments(event: unknown, options: unknown): void {
  const { kind } = Object(event) as { readonly kind?: unknown };
  if (kind !== "event") throw messageError("events", event, "an event");
  checkOptions("events", options, EVENT_OPTIONS);
}

/** Returns a stream whose first step fails. */
export function failedStream<T>(reason: VppError): EventStream<T> {
  const stream = new EventStream<T>("events", 0, {}, () => {});
  stream.end(reason);
  return stream;
}
