/** The UNIX socket by which commands change and list the policies of a running injector: one line of JSON each way. */
export { connectToInjector } from "./client.ts";
export { eventToJson, listedToJson } from "./messages.ts";
export { listenForCommands } from "./server.ts";
