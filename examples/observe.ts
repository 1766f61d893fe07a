/**
 * What a client does, as metrics and traces. Both listen to `node:diagnostics_channel`; a program that has a metrics or
 * tracing library passes the numbers on to it in the places where these lines print them.
 */
import { subscribe } from "node:diagnostics_channel";
import type { ReplyNotice, RequestNotice, StateNotice, VppClient } from "tsvpp";

/** The counters in Prometheus' text format. */
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

/** Tells whenever a client loses or finds its VPP. */
export function watchStates(log: (text: string) => void): void {
  subscribe("tsvpp:state", (notice) => {
    const { clientName, state } = notice as StateNotice;
    log(`${clientName}: ${state.type}, generation ${state.generation}`);
  });
}
