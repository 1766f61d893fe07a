import { graphNodeGet, graphNodeGetReply } from "../../binapi/graph.ts";
import { pcapSetFilterFunction } from "../../binapi/interface.ts";
import { memclntCreate, memclntCreateV2, memclntDelete, rpcCall } from "../../binapi/memclnt.ts";
import { cli, getNodeGraph } from "../../binapi/vlib.ts";
import { ANY_NODE, NO_CURSOR, Retval, VppCrash } from "../model/index.ts";
import type { Handlers } from "./handlers.ts";

/** The functions that VPP finds by name. @see VPP src/vnet/interface.c VLIB_REGISTER_TRACE_FILTER_FUNCTION */
const FILTER_FUNCTIONS: ReadonlySet<string> = new Set(["vnet_is_packet_traced"]);

/** Messages with which a client can only hurt VPP, since they carry or need addresses in its memory. */
export function handleHazards(handlers: Handlers): void {
  handlers.request(rpcCall, followAddresses);
  handlers.request(memclntCreate, followAddresses);
  handlers.request(memclntCreateV2, followAddresses);
  handlers.request(memclntDelete, followAddresses);
  handlers.request(getNodeGraph, followAddresses);
  handlers.retval(pcapSetFilterFunction, ({ filterFunctionName }) => {
    if (filterFunctionName === "") throw new VppCrash("the name of a filter function is empty");
    return FILTER_FUNCTIONS.has(filterFunctionName) ? Retval.ok : Retval.unspecified;
  });
  handlers.request(cli, ({ cmdInShmem }) => {
    if (cmdInShmem !== 0n) throw new VppCrash("the command is an address in VPP's memory");
    return { retval: 0, replyInShmem: 0n };
  });
  // All nodes: VPP looks at the queue in shared memory, which a client on the socket does not have.
  handlers.set(graphNodeGet, graphNodeGetReply, ({ cursor, index, name }) => {
    if (cursor !== NO_CURSOR || (index === ANY_NODE && name === ""))
      throw new VppCrash("a client on the socket asks for all nodes");
    return [{ retval: Retval.noSuchEntry, cursor: NO_CURSOR }];
  });
}

function followAddresses(): never {
  throw new VppCrash("the message holds addresses in VPP's memory");
}
