import type { Family } from "../message/index.ts";
import type { RouteChange } from "../rib/index.ts";

/** What happens to a speaker beside routes, for logs. Texts of peers are quoted and escaped. */
export type SpeakerEvent =
  /** A session is established. */
  | { readonly kind: "up"; readonly peer: string; readonly families: readonly Family[] }
  /** An established session has ended. Its routes stay for some seconds (RFC 4724); 0 if none of them stay. */
  | { readonly kind: "down"; readonly peer: string; readonly reason: string; readonly routesStaySeconds: number }
  /** A connection ended before it was established. */
  | { readonly kind: "refused"; readonly peer: string; readonly reason: string }
  /** The peer has sent all its routes of a family. */
  | { readonly kind: "end-of-rib"; readonly peer: string; readonly family: Family }
  /** Something that a peer sent was ignored or counts as withdrawn, or something cannot be sent to it. */
  | { readonly kind: "fault"; readonly peer: string; readonly reason: string }
  /** A connection from an address that is no peer was closed. */
  | { readonly kind: "stranger"; readonly address: string }
  /** The speaker accepts connections. */
  | { readonly kind: "listening"; readonly port: number }
  /** The speaker cannot listen yet, and tries again. */
  | { readonly kind: "not-listening"; readonly reason: string };

/** Receives what peers announce and what happens. What these functions throw is not caught. */
export interface SpeakerHandler {
  /** Called once for each received message that changes routes, and when routes of a lost peer go. */
  onRoutes(changes: readonly RouteChange[]): void;
  /** Called for each event, when it has happened. */
  onEvent(event: SpeakerEvent): void;
}
