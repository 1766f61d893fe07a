/**
 * What runs beside an agent: its files, the socket that answers questions, and metrics.
 */
export { AgentFiles } from "./agent-files.ts";
export { type AgentEnd, AgentServer, ANSWER_FORMAT, DEFAULT_SERVER } from "./agent-server.ts";
export { MetricsServer, parseHostPort } from "./metrics-server.ts";
