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
import { Retval, VppCrash } from "../model/index.ts";
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
    if (clients.isListener(index)) throw new VppCrash("client 0, which is VPP's own listener, is deleted");
    const named = clients.findSlot(index);
    // Success is 1.
    yield { response: named === undefined ? -1 : 1 };
    if (named === undefined) return;
    clients.find(clientIndex)?.close();
    clients.remove(named);
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
