import {
  apiVersions,
  controlPing,
  getApiJson,
  getFirstMsgId,
  memclntKeepalive,
  sockclntCreate,
  sockclntDelete,
  sockclntDeleteReply,
} from "../../binapi/memclnt.ts";
import { type ApiSchema, formatApiJson } from "../../schema/index.ts";
import { type MessageIds, moduleOf, type ServedApi } from "../api/index.ts";
import type { Clients } from "../clients/index.ts";
import { Retval } from "../model/index.ts";
import type { Handlers } from "./handlers.ts";

const NO_SUCH_MODULE = { retval: Retval.invalidValue, firstMsgId: 0xffff } as const;

/**
 * Handles registration, and the messages about VPP's own API.
 *
 * @see VPP src/vlibmemory/socket_api.c, memclnt_api.c, src/vlibapi/api_shared.c
 */
export function handleMemclnt(handlers: Handlers, clients: Clients, ids: MessageIds, api: ServedApi): void {
  const messageTable = [...ids].map(({ id, tableName }) => ({ index: id, name: tableName }));
  handlers.request(sockclntCreate, ({ name }, { sender }) => {
    sender.name = name;
    return { response: 0, index: sender.clientIndex, messageTable };
  });
  handlers.set(sockclntDelete, sockclntDeleteReply, function* ({ index }, { clientIndex }) {
    // Success is 1, also for the listener in slot 0, which listens on.
    yield { response: clients.isTaken(index) ? 1 : -1 };
    if (!clients.isTaken(index)) return;
    const sender = clients.find(clientIndex);
    clients.free(index);
    if (sender !== undefined) clients.abandon(sender);
  });
  handlers.request(controlPing, () => ({ retval: 0, clientIndex: 0, vpePid: process.pid }));
  // VPP answers itself, in its own queue.
  handlers.request(memclntKeepalive, () => undefined);
  // Nothing registers a version.
  handlers.request(apiVersions, () => ({ retval: 0, apiVersions: [] }));
  handlers.request(getFirstMsgId, ({ name }) => {
    const module = moduleOf(name, api.release);
    const firstMsgId = module === undefined ? undefined : ids.firstIdOf(module);
    return firstMsgId === undefined ? NO_SUCH_MODULE : { retval: 0, firstMsgId };
  });
  handlers.request(getApiJson, () => ({ retval: 0, json: apiJson(api.schema()) }));
}

/** The definitions of all modules that have messages, but not of the one by which a client gets here. */
function apiJson(schema: ApiSchema): string {
  const modules = [...schema.modules.values()].filter(
    ({ name, messages }) => messages.length > 0 && name !== "memclnt",
  );
  return JSON.stringify(modules.map((module) => formatApiJson(module, schema)));
}
