import { type ControlConnection, type ControlServer, type Fields, listenForRequests } from "../../control/index.ts";
import type { InjectorEvent } from "../events.ts";
import type { Injector } from "../injector.ts";
import { eventToJson, listedToJson, MAX_REQUEST_BYTES, requestFromJson } from "./messages.ts";

/**
 * Answers commands on a UNIX socket, which only the owner and the group of this process can use.
 *
 * @throws {VppError} `VPP_FILE` if the path is taken or the socket cannot be made.
 */
export function listenForCommands(path: string, injector: Injector): Promise<ControlServer> {
  const watching = new WeakSet<ControlConnection>();
  const watch = (connection: ControlConnection) => {
    if (watching.has(connection)) return;
    watching.add(connection);
    connection.keep(injector.listen((event: InjectorEvent) => connection.send(eventToJson(event))));
  };
  const answer = (fields: Fields, connection: ControlConnection) => {
    const request = requestFromJson(fields);
    if (request.kind === "list") return { policies: injector.list().map(listedToJson) };
    if (request.kind === "change")
      return { outcomes: injector.change(request.change, request.isDryRun).map(eventToJson) };
    watch(connection);
    return {};
  };
  return listenForRequests(path, answer, MAX_REQUEST_BYTES);
}
