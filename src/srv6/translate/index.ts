/**
 * Translates between values and VPP's messages: a table id in place of an interface, one message to add and to delete, several
 * versions of a message, and the meanings of return values. Sends nothing.
 *
 * @see VPP 26.06 src/vnet/srv6/sr_api.c
 */
export { hasMicroSids, isShiftingMicroNode, localSidOf, oldLocalSidOf } from "./local-sids.ts";
export { Messages } from "./messages.ts";
export { oldPolicyOf, policyOf, segmentListOf } from "./policies.ts";
export { neighborOf, staticRouteOf } from "./routes.ts";
export { steeringOf } from "./steering.ts";
