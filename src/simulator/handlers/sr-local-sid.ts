import { Prefix } from "../../address/index.ts";
import {
  type SrLocalsidAddDel,
  type SrLocalsidsDetails,
  srLocalsidAddDel,
  srLocalsidAddDelV2,
  srLocalsidsDump,
  srLocalsidsWithPacketStatsDump,
} from "../../binapi/sr.ts";
import type { Input, Received } from "../../wire/index.ts";
import {
  Behavior,
  from46,
  type LocalSidEntry,
  type LocalSids,
  type Model,
  Retval,
  to46,
  usesInterface,
} from "../model/index.ts";
import type { Handlers } from "./handlers.ts";

const ADDRESS_BITS = 128;

const NO_TRAFFIC = { goodTrafficBytes: 0n, goodTrafficPktCount: 0n, badTrafficBytes: 0n, badTrafficPktCount: 0n };

/** Local SIDs. @see VPP src/vnet/srv6/sr_api.c */
export function handleLocalSids(handlers: Handlers, { interfaces, localSids }: Model): void {
  const hasInterface = ({ behavior, swIfIndex }: Received<SrLocalsidAddDel>): boolean =>
    !usesInterface(behavior) || interfaces.get(swIfIndex) !== undefined;

  handlers.retval(srLocalsidAddDel, (fields) => {
    if (!hasInterface(fields)) return Retval.invalidSwIfIndex;
    return change(localSids, fields, lengthByBehavior(fields.behavior));
  });
  handlers.retval(srLocalsidAddDelV2, (fields) => {
    if (!hasInterface(fields)) return Retval.invalidSwIfIndex;
    const { locatorBlockLen, locatorNodeLen, functionLen } = fields;
    if (locatorBlockLen + locatorNodeLen + functionLen === 0) {
      return change(localSids, fields, lengthByBehavior(fields.behavior));
    }
    const length = checkedLength(fields.behavior, locatorBlockLen, locatorNodeLen, functionLen);
    return length === undefined ? Retval.invalidValue : change(localSids, fields, length);
  });
  handlers.dump(srLocalsidsDump, function* () {
    for (const each of localSids) yield describe(localSids, each);
  });
  handlers.dump(srLocalsidsWithPacketStatsDump, function* () {
    for (const each of localSids) yield { ...describe(localSids, each), ...NO_TRAFFIC };
  });
}

function change(localSids: LocalSids, fields: Received<SrLocalsidAddDel>, prefixLength: number): number {
  const { localsid, nhAddr, behavior, endPsp, swIfIndex, fibTable } = fields;
  const prefix = new Prefix(localsid, prefixLength);
  const request = { prefix, behavior, endPsp, swIfIndex, fibTable, nextHop: to46(nhAddr) };
  return fields.isDel ? localSids.remove(request) : localSids.add(request);
}

/** The prefix length of a SID when the message does not give it. */
function lengthByBehavior(behavior: number): number {
  if (behavior === Behavior.un || behavior === Behavior.unPerf) return 48;
  return behavior === Behavior.ua ? 64 : ADDRESS_BITS;
}

/** The length that the parts of a SID add up to; undefined when VPP does not take them. */
function checkedLength(behavior: number, block: number, node: number, functionLength: number): number | undefined {
  const total = block + node + functionLength;
  if (((block | node | functionLength) & 7) !== 0 || total > ADDRESS_BITS) return undefined;
  const isMicroSid = behavior === Behavior.un || behavior === Behavior.unPerf || behavior === Behavior.ua;
  const microSid = node + functionLength;
  return isMicroSid && microSid !== 16 && microSid !== 32 ? undefined : total;
}

function describe(localSids: LocalSids, entry: LocalSidEntry): Input<SrLocalsidsDetails> {
  return {
    addr: entry.address,
    endPsp: entry.endPsp,
    behavior: entry.behavior,
    fibTable: entry.fibTable,
    vlanIndex: 0,
    xconnectNhAddr: from46(entry.nextHop),
    xconnectIfaceOrVrfTable: localSids.lookupTableOf(entry) ?? entry.swIfIndex,
  };
}
