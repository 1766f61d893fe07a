/**
 * What runs beside an agent: its files, the socket that answers questions, the text of metrics, and other agents of the same VPP.
 */
export { AgentFiles } from "./agent-files.ts";
export { type AgentEnd, AgentServer, ANSWER_FORMAT, DEFAULT_SERVER } from "./agent-server.ts";
export { metricsText } from "./metrics.ts";
export { AGENT_NAME, reportOtherAgents, requireNoOtherAgent } from "./other-agents.ts";
