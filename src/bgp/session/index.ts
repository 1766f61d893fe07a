/** One BGP session over one connection, and what is needed to start it. */
export { Backoff } from "./backoff.ts";
export { startSession } from "./link.ts";
export {
  describeEnd,
  keepsRoutes,
  type LocalSpeaker,
  type Session,
  type SessionEnd,
  type SessionHandler,
} from "./session.ts";
export { Timer } from "./timer.ts";
