import type { SpeakerEvent } from "../bgp/index.ts";
import type { Change, Outcome, PolicyChange } from "./change.ts";
import { describePolicy, type Policy } from "./policy.ts";

/** What happens to an injector: a policy has changed, or a session with a peer. */
export type InjectorEvent = PolicyChange | PeerEvent;

/** Something that concerns peers, in words. */
export interface PeerEvent {
  readonly kind: "peer";
  readonly text: string;
}

/** A policy as it is listed. */
export interface ListedPolicy {
  readonly policy: Policy;
  /** Since when it is announced in this form; undefined if that is not known. */
  readonly since?: Date | undefined;
  /** The peers that shall get it. */
  readonly peers: readonly PeerReach[];
}

/** Whether a peer has a policy. */
export interface PeerReach {
  readonly address: string;
  readonly isSent: boolean;
  /** Why it was not sent. */
  readonly reason?: string;
}

/** Where policies are kept and announced from: a server of `tsvpp srv6-pi`, or a gobgpd. */
export interface PolicyStore {
  /** Makes a change, or only returns what it would do. @throws {VppError} if it is refused. */
  change(change: Change, isDryRun: boolean): Promise<Outcome[]>;
  list(): Promise<ListedPolicy[]>;
  /** Calls `onEvent` for each event until the store is closed. @throws {VppError} `VPP_CONNECTION_LOST`. */
  watch(onEvent: (event: InjectorEvent) => void): Promise<void>;
  close(): void;
}

/** Returns an outcome or event in a line. */
export function describeEvent(event: Outcome | PeerEvent): string {
  switch (event.kind) {
    case "peer":
      return event.text;
    case "absent": {
      const { color, endpoint, distinguisher } = event.nlri;
      const which = distinguisher === undefined ? "" : `, distinguisher ${distinguisher}`;
      return `absent: SR policy to ${endpoint}, color ${color}${which}`;
    }
    case "updated":
      return `updated: ${describePolicy(event.policy)}${headendsBefore(event.policy, event.previous)}`;
    default:
      return `${event.kind}: ${describePolicy(event.policy)}`;
  }
}

/** Returns what an event of a speaker says in words; undefined for one that matters to no policy. */
export function peerEventOf(event: SpeakerEvent): PeerEvent | undefined {
  const text = textOf(event);
  return text === undefined ? undefined : { kind: "peer", text };
}

function textOf(event: SpeakerEvent): string | undefined {
  switch (event.kind) {
    case "up": {
      const takes = event.families.includes("ipv6-sr-policy");
      return `peer ${event.peer}: session established${takes ? "" : ", but it takes no SR policies"}`;
    }
    case "down":
      return `peer ${event.peer}: session lost: ${event.reason}`;
    case "refused":
      return `peer ${event.peer}: no session: ${event.reason}`;
    case "fault":
      return `peer ${event.peer}: ${event.reason}`;
    case "stranger":
      return `connection from ${event.address} closed: it is no peer`;
    case "listening":
      return `listening for peers on port ${event.port}`;
    case "not-listening":
      return `not listening for peers: ${event.reason}`;
    default:
      return undefined;
  }
}

/** The path of another headend is lost when a policy of the same name takes its place. */
function headendsBefore({ headends }: Policy, previous: Policy): string {
  if (String(headends) === String(previous.headends)) return "";
  const before = previous.headends.length === 0 ? "all nodes" : `headend ${previous.headends.join(", ")}`;
  return ` (was for ${before}: without nlri.distinguisher, each headend has a policy of its own)`;
}
