import { wantBfdEvents } from "../../binapi/bfd.ts";
import { wantDhcp6PdReplyEvents, wantDhcp6ReplyEvents } from "../../binapi/dhcp.ts";
import { wantIgmpEvents } from "../../binapi/igmp.ts";
import { wantInterfaceEvents } from "../../binapi/interface.ts";
import { wantIpNeighborEvents, wantIpNeighborEventsV2 } from "../../binapi/ip_neighbor.ts";
import { wantIp6DadEvents } from "../../binapi/ip6_dad.ts";
import { wantIp6RaEvents } from "../../binapi/ip6_nd.ts";
import { wantL2ArpTermEvents, wantL2MacsEvents, wantL2MacsEvents2 } from "../../binapi/l2.ts";
import { wantVrrpVrEvents } from "../../binapi/vrrp.ts";
import { wantWireguardPeerEvents } from "../../binapi/wireguard.ts";
import type { Event, Input, Request } from "../../wire/index.ts";
import type { MessageIds } from "../api/index.ts";
import type { Clients } from "../clients/index.ts";
import { Retval } from "../model/index.ts";
import type { Handlers } from "./handlers.ts";

interface Reply {
  readonly retval: number;
}

/** The fields of an event but for the pid, which is that of the subscription. */
export type EventFields<T> = Omit<Input<T>, "pid">;

/**
 * Handles the subscriptions to events, one for each client. Only events of interfaces come by themselves.
 *
 * @see VPP src/vlibapi/api_helper_macros.h pub_sub_handler
 */
export function handleSubscriptions(handlers: Handlers, clients: Clients): void {
  const strict = subscribe.bind(undefined, handlers, clients, true);
  strict(wantBfdEvents, "bfd_udp_session_event");
  strict(wantDhcp6PdReplyEvents, "dhcp6_pd_reply_event");
  strict(wantDhcp6ReplyEvents, "dhcp6_reply_event");
  strict(wantIgmpEvents, "igmp_event");
  strict(wantInterfaceEvents, "sw_interface_event");
  strict(wantIp6RaEvents, "ip6_ra_event");
  strict(wantL2ArpTermEvents, "l2_arp_term_event");
  strict(wantVrrpVrEvents, "vrrp_vr_event");
  // VPP takes these as often as they come.
  const lenient = subscribe.bind(undefined, handlers, clients, false);
  lenient(wantIp6DadEvents, "ip6_dad_event");
  lenient(wantIpNeighborEvents, "ip_neighbor_event");
  lenient(wantIpNeighborEventsV2, "ip_neighbor_event_v2");
  lenient(wantL2MacsEvents, "l2_macs_event");
  lenient(wantL2MacsEvents2, "l2_macs_event");
  lenient(wantWireguardPeerEvents, "wireguard_peer_event");
}

/** Sends an event to the clients that want it. Returns how many these are. */
export function sendEvent<T, Want>(
  clients: Clients,
  ids: MessageIds,
  event: Event<T, Want>,
  fields: EventFields<T>,
): number {
  const { id } = ids.get(event.name);
  const served = ids.served(event);
  const subscribers = clients.subscribersOf(event.name);
  for (const [clientIndex, pid] of subscribers) {
    // The fields of the event, with the one that `EventFields` leaves out.
    clients.find(clientIndex)?.send(served, id, 0, { ...fields, pid } as unknown as Input<T>);
  }
  return subscribers.size;
}

/** @param isStrict whether the request is refused when it changes nothing. */
function subscribe<T>(
  handlers: Handlers,
  clients: Clients,
  isStrict: boolean,
  want: Request<T, Reply>,
  event: string,
): void {
  const subscribers = clients.subscribersOf(event);
  handlers.retval(want as Request<Subscription, Reply>, ({ enable, enableDisable = enable, pid }, { clientIndex }) => {
    const isWanted = Boolean(enableDisable);
    if (isStrict && subscribers.has(clientIndex) === isWanted) return Retval.invalidRegistration;
    if (isWanted) subscribers.set(clientIndex, pid);
    else subscribers.delete(clientIndex);
    return Retval.ok;
  });
}

/** The fields that all of these requests have, under one of two names. */
interface Subscription {
  readonly enable?: boolean | number;
  readonly enableDisable?: boolean | number;
  readonly pid: number;
}
