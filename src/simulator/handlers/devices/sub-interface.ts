import { createSubif, createVlanSubif, deleteSubif } from "../../../binapi/interface.ts";
import { type Model, NO_INTERFACE, Retval } from "../../model/index.ts";
import type { Handlers } from "../handlers.ts";

/** VPP keeps the lower 16 bits. */
const KEPT_FLAGS = 0xffff;

/** Parts of interfaces. @see VPP src/vnet/interface_api.c */
export function handleSubInterfaces(handlers: Handlers, { interfaces, subInterfaces }: Model): void {
  handlers.request(createVlanSubif, ({ swIfIndex, vlanId }) => {
    const owner = interfaces.get(swIfIndex);
    return owner === undefined ? NO_OWNER : subInterfaces.createVlan(owner, vlanId);
  });
  handlers.request(createSubif, ({ swIfIndex, subId, subIfFlags, outerVlanId, innerVlanId }) => {
    if (interfaces.get(swIfIndex) === undefined) return NO_OWNER;
    return subInterfaces.create({
      parentIndex: swIfIndex,
      id: subId,
      flags: subIfFlags & KEPT_FLAGS,
      outerVlanId,
      innerVlanId,
    });
  });
  handlers.retval(deleteSubif, ({ swIfIndex }) => subInterfaces.delete(swIfIndex));
}

const NO_OWNER = { retval: Retval.invalidSwIfIndex, swIfIndex: NO_INTERFACE } as const;
