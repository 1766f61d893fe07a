/** Metrics for Prometheus: their text, and the server that answers scrapes. It does not know what is measured. */
export { type HostPort, MetricsServer, parseHostPort } from "./metrics-server.ts";
export { metricText, type Sample } from "./metrics-text.ts";
