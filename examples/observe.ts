/**
 * Metrics and traces of a client, from its counters and its diagnostics channels (`node:diagnostics_channel`). A program with a
 * metrics or tracing library passes the values on to that library.
 */
import { subscribe } from "node:diagnostics_channel";
import type { ReplyNotice, RequestNotice, StateNotice, VppClient } from "tsvpp";

/** Returns the counters in the text format of Prometheus. */
export function prometheusText(vpp: VppClient): string {
  return Object.entries(vpp.counters)
    .map(([name, value]) => `# TYPE tsvpp_${name}_total counter\ntsvpp_${name}_total ${value}\n`)
    .join("");
}

/** A span for each call, as OpenTelemetry's `tracer.startSpan` makes one. */
export interface Span {
  setAttribute(name: string, value: string | number): void;
  recordException(error: Error): void;
  end(): void;
}

/** Traces every call of every client in this process. */
export function traceCalls(startSpan: (name: string) => Span): void {
  const spans = new Map<string, Span>();
  subscribe("tsvpp:request", (notice) => {
    const { connection, context, messageName } = notice as RequestNotice;
    spans.set(`${connection} ${context}`, startSpan(messageName));
  });
  subscribe("tsvpp:reply", (notice) => {
    const { connection, context, outcome, error } = notice as ReplyNotice;
    const span = spans.get(`${connection} ${context}`);
    spans.delete(`${connection} ${context}`);
    span?.setAttribute("vpp.outcome", outcome);
    if (error !== undefined) span?.recordException(error);
    span?.end();
  });
}

/** Logs each change of the connection state of each client in this process. */
export function watchStates(log: (text: string) => void): void {
  subscribe("tsvpp:state", (notice) => {
    const { clientName, state } = notice as StateNotice;
    log(`${clientName}: ${state.type}, generation ${state.generation}`);
  });
}
