import { Prefix } from "../../address/index.ts";
import { VppError } from "../../errors.ts";

/** Gives the reason why a message with these fields must not reach VPP, or undefined. */
export type HazardCheck = (fields: never) => string | undefined;

const NONE = 0xffffffff;
const MOST_SEGMENTS = 16;

/** Messages that no client on a socket may send. */
const DENIED: readonly (readonly [names: RegExp, reason: string])[] = [
  [/^rpc_call$/, "VPP would call the address that the message holds"],
  [/^cli$/, "VPP would read and leak memory at an address that the message holds; use cli_inband"],
  [/^sock_init_shm$/, "VPP trusts the sizes in it and may end; it is for the shared-memory transport"],
  [/^sockclnt_(create|delete)$/, "the client registers and leaves by itself"],
  [
    /^(memclnt_.*|rx_thread_exit|trace_plugin_msg_ids)$/,
    "it is for shared-memory clients, and VPP trusts the pointers in it",
  ],
];

/** `SR_BEHAVIOR_API_*`: 4 and 10 are separators, and what follows 13 is a plugin's, whose data VPP dereferences. */
const KNOWN_BEHAVIORS: ReadonlySet<number> = new Set([1, 2, 3, 5, 6, 7, 8, 9, 11, 12, 13]);
const KNOWN_POLICY_TYPES: ReadonlySet<number> = new Set([0, 1, 2]);
const POLICY_OP_ADD = 1;
const STEER_L2 = 2;
const STEER_IP4 = 4;
const STEER_IP6 = 6;

interface SidListFields {
  readonly sids: { readonly numSids: number; readonly sids: readonly unknown[] };
}

/**
 * What is known to crash VPP 26.06 or to corrupt its memory when a field holds the wrong value, as far as the message alone
 * tells. What depends on VPP's state (tables, interfaces) is the srv6 room's.
 *
 * @see VPP src/vnet/srv6/sr_api.c, sr_localsid.c, sr_policy_rewrite.c, sr_steering.c; src/plugins/tracedump/graph_api.c
 */
const CHECKED: Readonly<Record<string, HazardCheck>> = {
  sr_localsid_add_del: localSidHazard,
  sr_localsid_add_del_v2: localSidHazard,
  sr_policy_add: (fields: SidListFields) => segmentsHazard(fields, 1),
  sr_policy_add_v2: (fields: SidListFields & { type?: number }) =>
    KNOWN_POLICY_TYPES.has(fields.type ?? 0)
      ? segmentsHazard(fields, 1)
      : `type: ${fields.type} installs no forwarding`,
  sr_policy_mod: policyModHazard,
  sr_policy_mod_v2: policyModHazard,
  sr_steering_add_del: steeringHazard,
  graph_node_get: graphNodeHazard,
};

/** The check for a message; undefined when it can do no harm. */
export function hazardOf(messageName: string): HazardCheck | undefined {
  const denied = DENIED.find(([names]) => names.test(messageName));
  return denied === undefined ? CHECKED[messageName] : () => denied[1];
}

/** `VPP_HAZARD`: `sr_policy_add.sids: 17 segments, at most 16`. */
export function hazardError(messageName: string, reason: string): VppError {
  const text = reason.includes(": ") ? `${messageName}.${reason}` : `${messageName}: not sent: ${reason}`;
  return new VppError("VPP_HAZARD", text, { messageName });
}

function localSidHazard({ behavior }: { behavior: number }): string | undefined {
  return KNOWN_BEHAVIORS.has(behavior) ? undefined : `behavior: ${behavior} is none that VPP can run`;
}

function segmentsHazard({ sids }: SidListFields, least: number): string | undefined {
  // A field that is missing is the codec's to refuse.
  if (!Array.isArray(sids?.sids)) return undefined;
  const count = Math.max(sids.numSids, sids.sids.length);
  if (count > MOST_SEGMENTS) return `sids: ${count} segments, at most ${MOST_SEGMENTS}`;
  if (sids.numSids < least) return `sids: ${sids.numSids} segments, at least ${least}`;
  return sids.numSids === sids.sids.length
    ? undefined
    : `sids: num_sids is ${sids.numSids}, but there are ${sids.sids.length}`;
}

function policyModHazard(fields: SidListFields & { operation: number }): string | undefined {
  return segmentsHazard(fields, fields.operation === POLICY_OP_ADD ? 1 : 0);
}

function steeringHazard(fields: { trafficType: number; prefix: Prefix | string }): string | undefined {
  const { trafficType } = fields;
  if (trafficType === STEER_L2) return undefined;
  if (trafficType !== STEER_IP4 && trafficType !== STEER_IP6) return `traffic_type: ${trafficType} is none of 2, 4, 6`;
  const prefix = readPrefix(fields.prefix);
  if (prefix === undefined) return undefined;
  const { address, length } = prefix;
  if (address.family !== trafficType) return `prefix: ${fields.prefix} does not fit IPv${trafficType} traffic`;
  const most = address.family === 4 ? 32 : 128;
  return length > most ? `prefix: ${fields.prefix} is longer than ${most} bits` : undefined;
}

/** A text that is no prefix is the codec's to refuse. */
function readPrefix(value: Prefix | string): Prefix | undefined {
  try {
    return Prefix.from(value);
  } catch {
    return undefined;
  }
}

function graphNodeHazard(fields: { cursor: number; index: number; name: string }): string | undefined {
  if (fields.cursor === NONE && (fields.index !== NONE || fields.name !== "")) return undefined;
  return "VPP ends when a socket client asks for all nodes; ask for one, with cursor 0xffffffff and its index or name";
}
