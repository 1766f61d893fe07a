/** Routes: those that a peer has announced, and those of this speaker. */
export {
  encodeChanges,
  encodeEnds,
  encodePath,
  type OwnAttributes,
  type OwnChange,
  type OwnRoute,
  type OwnRouteKey,
  OwnRoutes,
  requireSendable,
  type SendContext,
} from "./own-routes.ts";
export { type Originator, PeerRoutes, type ReceivedRoute, type RouteChange } from "./routes.ts";
