/**
 * Announces SR policies over BGP for nodes to obey (SRv6-PI): reads policies from files, holds them over restarts, and takes
 * changes from commands; or gives the policies to a gobgpd. It knows nothing of VPP.
 */
export { type Change, type Outcome, outcomesOf } from "./change.ts";
export { DEFAULT_SOCKET, type InjectorConfig, type InjectorPeer, parseConfig } from "./config.ts";
export {
  connectToInjector,
  eventToJson,
  listedToJson,
  listenForCommands,
} from "./control/index.ts";
export { describeEvent, type InjectorEvent, type ListedPolicy, type PeerReach, type PolicyStore } from "./events.ts";
export { connectToGobgp } from "./gobgp.ts";
export { type Injector, startInjector } from "./injector.ts";
export { describePolicy, type Policy } from "./policy.ts";
export { type PolicyFile, type PolicySet, readPolicyFiles } from "./policy-files.ts";
export { policyToJson } from "./policy-json.ts";
export { type GivenKey, readKey, routerIdFrom } from "./policy-schema.ts";
