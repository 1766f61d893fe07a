/** The behaviors of hostile servers, and the expected outcomes of calls; for the test and for the program that it starts. */
import type { VppErrorCode } from "../../../src/index.ts";
import type { Plan } from "./hostile-server.ts";
import {
  doubled,
  EXPLAINED_CRC,
  lacks,
  lastWithoutNul,
  renamed,
  UNKNOWN_CRC,
  withCrc,
  withId,
  withIdOf,
  withoutNul,
} from "./hostile-tables.ts";

/** A hostile server and the expected outcomes. */
export interface Scene {
  readonly title: string;
  readonly plan: Plan;
  /** If given, the client must refuse the server, with a reason that matches. */
  readonly refused?: RegExp;
  /** If given, streams of events must fail with one of these codes. */
  readonly events?: readonly VppErrorCode[];
  /** If given, calls of messages whose definition only the server has must fail with one of these codes. */
  readonly versions?: readonly VppErrorCode[];
  /** If true, all calls must succeed. */
  readonly isHealthy?: true;
}

/** Messages without which the client refuses a server. */
const NECESSARY = ["control_ping", "control_ping_reply", "sockclnt_delete", "sockclnt_delete_reply"];
const OF_EVENTS = ["sw_interface_event", "want_interface_events", "want_interface_events_reply"];
const OF_VERSIONS = ["get_api_json", "get_api_json_reply"];
/** All messages that the client uses by itself. The first two have fixed ids, which are not in the table. */
const OWN = ["sockclnt_create", "sockclnt_create_reply", ...NECESSARY, ...OF_VERSIONS, ...OF_EVENTS];
const NUMBERED = [...NECESSARY, "sw_interface_event", "show_version"];

const MISSING = ["VPP_MESSAGE_MISSING"] as const;
/** The search for a version takes time: on a busy machine the deadline may pass before it ends. */
const MISSING_OR_LATE = [...MISSING, "VPP_TIMEOUT"] as const;
/** A server that answers pings but not the request has dropped it, which the client may notice before the deadline. */
const LATE = ["VPP_TIMEOUT", "VPP_NO_REPLY"] as const;

function without(name: string): Omit<Scene, "title" | "plan"> {
  // The name of a request must not match that of its reply.
  if (NECESSARY.includes(name)) return { refused: new RegExp(`${name}(?!_reply)`) };
  if (OF_EVENTS.includes(name)) return { events: MISSING };
  return OF_VERSIONS.includes(name) ? { versions: MISSING_OR_LATE } : {};
}

function scenesOf(name: string): Scene[] {
  const explained = OF_EVENTS.includes(name) ? {} : without(name);
  const unknown = OF_EVENTS.includes(name) ? { events: [...MISSING_OR_LATE, "VPP_ABORTED" as const] } : without(name);
  const unanswered = OF_VERSIONS.includes(name) ? { versions: LATE } : {};
  return [
    { title: `it lacks ${name}`, plan: { table: lacks(name) }, ...without(name) },
    { title: `it has ${name} by another name`, plan: { table: renamed(name) }, ...without(name) },
    { title: `it has a ${name} that nobody knows`, plan: { table: withCrc(name, UNKNOWN_CRC) }, ...unknown },
    { title: `it has a ${name} that it explains`, plan: { table: withCrc(name, EXPLAINED_CRC) }, ...explained },
    { title: `it has ${name} twice, a wrong id first`, plan: { table: doubled(name, "before") }, ...unanswered },
    { title: `it has ${name} twice, a wrong id behind`, plan: { table: doubled(name, "behind") } },
  ];
}

const OTHERS: readonly Scene[] = [
  { title: "it is healthy", plan: {}, isHealthy: true },
  { title: "control_ping has the id of show_version", plan: { table: withIdOf("control_ping", "show_version") } },
  { title: "show_version has the id of control_ping", plan: { table: withIdOf("show_version", "control_ping") } },
  {
    title: "control_ping_reply has the id of show_version_reply",
    plan: { table: withIdOf("control_ping_reply", "show_version_reply") },
  },
  {
    title: "sw_interface_event has the id of show_version_reply",
    plan: { table: withIdOf("sw_interface_event", "show_version_reply") },
  },
  {
    title: "sw_interface_event has the id of control_ping_reply",
    plan: { table: withIdOf("sw_interface_event", "control_ping_reply") },
  },
  {
    title: "want_interface_events has the id of show_version",
    plan: { table: withIdOf("want_interface_events", "show_version") },
  },
  ...NUMBERED.flatMap((name) =>
    [0, 0xffff].map((id) => ({ title: `${name} has the id ${id}`, plan: { table: withId(name, id) } })),
  ),
  { title: "control_ping has no NUL", plan: { table: withoutNul("control_ping") }, ...without("control_ping") },
  { title: "show_version has no NUL", plan: { table: withoutNul("show_version") } },
  { title: "the last entry has no NUL", plan: { table: lastWithoutNul } },
  { title: "the table is empty", plan: { table: () => [] }, refused: /control_ping|sockclnt_delete/ },
  { title: "the table claims more entries than it has", plan: { count: 0xffff }, refused: /table/ },
  { title: "get_api_json is never answered", plan: { silent: ["get_api_json"] }, versions: LATE },
  { title: "control_ping is never answered", plan: { silent: ["control_ping"] } },
  { title: "sockclnt_delete is never answered", plan: { silent: ["sockclnt_delete"] } },
  { title: "want_interface_events is never answered", plan: { silent: ["want_interface_events"] } },
];

export const SCENES: readonly Scene[] = [...OTHERS, ...OWN.flatMap(scenesOf)];

/** The connection that reaches the hostile server: the first one, or one after a connection to a healthy VPP. */
export type Moment = "first" | "again";

/** A part of the program; `scene` is an index into `SCENES`. */
export interface Part {
  readonly scene: number;
  readonly moment: Moment;
}

/** A message of the program to the test: orders a server for a part, or a change of that server. */
export interface Order {
  readonly part: Part;
  readonly server: "healthy" | "hostile";
}

/** A message of the program to the test at the end of a part. */
export interface Report {
  readonly part: Part;
  readonly problems: readonly string[];
}
