import { MacAddress } from "../../address/index.ts";
import {
  createLoopback,
  createLoopbackInstance,
  deleteLoopback,
  type SwInterfaceDetails,
  swInterfaceAddDelAddress,
  swInterfaceDump,
  swInterfaceGetTable,
  swInterfaceSetFlags,
  swInterfaceSetMtu,
  swInterfaceSetTable,
} from "../../binapi/interface.ts";
import { IfStatusFlags, IfType, SubIfFlags } from "../../binapi/interface_types.ts";
import type { Input } from "../../wire/index.ts";
import {
  ANY_INTERFACE,
  type Interface,
  type Model,
  NO_INTERFACE,
  NO_TABLE_ID,
  Retval,
  type SubInterface,
  VppCrash,
} from "../model/index.ts";
import type { Handlers } from "./handlers.ts";

const NO_MAC = new MacAddress(0, 0);

/** Where `is_add` is in `sw_interface_add_del_address`. VPP removes the address if it is neither 0 nor 1. */
const IS_ADD_AT = 14;

/** Where `is_ipv6` is in `sw_interface_get_table`. VPP makes the number of a protocol of it: 2 is MPLS. */
const IS_IPV6_AT = 14;
const MPLS = 2;

/** The flags of a part that VPP shows. */
const SHOWN_FLAGS = 0xfe;

/** The fields of tag rewriting and others, which are 0. */
const PLAIN_DETAILS = {
  linkDuplex: 0,
  linkSpeed: 0,
  vtrOp: 0,
  vtrPushDot1q: 0,
  vtrTag1: 0,
  vtrTag2: 0,
  outerTag: 0,
  bDmac: NO_MAC,
  bSmac: NO_MAC,
  bVlanid: 0,
  iSid: 0,
  tag: "",
} as const;

/** Interfaces. @see VPP src/vnet/interface_api.c */
export function handleInterfaces(handlers: Handlers, { interfaces }: Model): void {
  handlers.request(createLoopback, ({ macAddress }) => created(interfaces.createLoopback(macAddress)));
  handlers.request(createLoopbackInstance, ({ macAddress, isSpecified, userInstance }) =>
    created(interfaces.createLoopback(macAddress, isSpecified ? userInstance : undefined)),
  );
  handlers.retval(deleteLoopback, ({ swIfIndex }) => interfaces.deleteLoopback(swIfIndex));
  handlers.retval(swInterfaceSetFlags, ({ swIfIndex, flags }) => {
    const found = interfaces.get(swIfIndex);
    if (found === undefined) return Retval.invalidSwIfIndex;
    const isUp = (flags & IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP) !== 0;
    // A part cannot be up before its interface is.
    if (isUp && found.parent?.isAdminUp === false) return Retval.unspecified;
    interfaces.setAdminUp(found, isUp);
    return 0;
  });
  handlers.retval(swInterfaceSetMtu, ({ swIfIndex, mtu }) => {
    const found = interfaces.get(swIfIndex);
    if (found === undefined) return Retval.invalidSwIfIndex;
    found.mtus = mtu;
    return 0;
  });
  handlers.retval(swInterfaceAddDelAddress, ({ swIfIndex, delAll, prefix }, { byteAt }) => {
    const isAdd = byteAt(IS_ADD_AT) === 1;
    const found = interfaces.get(swIfIndex);
    if (found === undefined) return Retval.invalidSwIfIndex;
    if (!delAll) return isAdd ? interfaces.addAddress(found, prefix) : interfaces.removeAddress(found, prefix);
    interfaces.removeAllAddresses(found);
    return 0;
  });
  handlers.retval(swInterfaceSetTable, ({ swIfIndex, isIpv6, vrfId }) => {
    const found = interfaces.get(swIfIndex);
    return found === undefined ? Retval.invalidSwIfIndex : interfaces.setTable(found, isIpv6 ? 6 : 4, vrfId);
  });
  handlers.request(swInterfaceGetTable, ({ swIfIndex }, { byteAt }) => {
    const found = interfaces.get(swIfIndex);
    if (found === undefined) return { retval: Retval.invalidSwIfIndex, vrfId: NO_TABLE_ID };
    return { retval: 0, vrfId: tableIdOf(found, byteAt(IS_IPV6_AT)) };
  });
  handlers.dump(swInterfaceDump, function* ({ swIfIndex, nameFilterValid, nameFilter }) {
    // Index 0 stands for all, too.
    const isOne = !nameFilterValid && swIfIndex !== ANY_INTERFACE && swIfIndex !== 0;
    const wanted = nameFilterValid ? nameFilter.toLowerCase() : "";
    for (const each of interfaces) {
      const isWanted = isOne ? each.swIfIndex === swIfIndex : each.name.toLowerCase().includes(wanted);
      if (isWanted) yield describe(each);
    }
  });
}

function tableIdOf({ tableIds }: Interface, isIpv6: number): number {
  if (isIpv6 === MPLS) throw new VppCrash("VPP has no MPLS tables of interfaces");
  return isIpv6 > MPLS ? NO_TABLE_ID : tableIds[isIpv6 === 0 ? 4 : 6];
}

function created(loopback: Interface | undefined): { retval: number; swIfIndex: number } {
  if (loopback === undefined) return { retval: Retval.invalidRegistration, swIfIndex: NO_INTERFACE };
  return { retval: 0, swIfIndex: loopback.swIfIndex };
}

function describe(owner: Interface): Input<SwInterfaceDetails> {
  const { swIfIndex, name, deviceType, macAddress, linkMtuBytes, mtus, spec } = owner;
  const adminUp = owner.isAdminUp ? IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP : 0;
  const linkUp = owner.isLinkUp ? IfStatusFlags.IF_STATUS_API_FLAG_LINK_UP : 0;
  return {
    ...PLAIN_DETAILS,
    ...describePart(spec.subInterface),
    swIfIndex,
    supSwIfIndex: spec.subInterface?.parentIndex ?? swIfIndex,
    l2Address: macAddress,
    flags: adminUp | linkUp,
    linkMtu: linkMtuBytes,
    mtu: mtus,
    interfaceName: name,
    interfaceDevType: deviceType,
  };
}

/** The fields of sub-interfaces, which are 0 elsewhere. */
function describePart(part: SubInterface | undefined) {
  const { id = 0, flags = 0, outerVlanId = 0, innerVlanId = 0 } = part ?? {};
  const { SUB_IF_API_FLAG_ONE_TAG: one, SUB_IF_API_FLAG_TWO_TAGS: two } = SubIfFlags;
  return {
    type: part === undefined ? IfType.IF_API_TYPE_HARDWARE : IfType.IF_API_TYPE_SUB,
    subId: id,
    subNumberOfTags: (flags & one) / one + (2 * (flags & two)) / two,
    subOuterVlanId: outerVlanId,
    subInnerVlanId: innerVlanId,
    subIfFlags: flags & SHOWN_FLAGS,
  };
}
