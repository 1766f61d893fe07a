/** The scenarios that are measured, and their targets. */
import type { ClientName } from "./measured-client.ts";
import type { Method } from "./programs/client.ts";
import { type Action, type Kind, STEERED_POLICIES, type Work } from "./workload.ts";

/** The value that a ratio compares. A higher `rate` is better; of the others, a lower value is better. */
export type Metric = "rate" | "cpu" | "p50" | "p99" | "time";

export interface Target {
  /** A ratio that must be reached. */
  readonly must: number;
  /** A ratio that is desired. */
  readonly aim: number;
}

export type Targets = Partial<Record<Metric, Target>>;

/** One timed piece of work, and the method by which the ceiling and the client do it. */
export interface Phase {
  readonly title: string;
  readonly work: Work;
  readonly ceiling: "pipelined" | "single" | "dump";
  readonly method: Method;
  readonly targets: Targets;
}

/** Phases that together leave the state of VPP unchanged. In each pair both sides run all phases. */
export interface Scenario {
  readonly name: string;
  readonly clientName: ClientName;
  /** Whether a failure of this scenario is reported without ending the run. */
  readonly isOptional?: boolean;
  /** State that is added before the phases, in this order, and removed after them. */
  readonly prepare: readonly Work[];
  readonly phases: readonly Phase[];
  /** Work that removes the state that the phases leave. */
  readonly undo?: Work;
  /** Whether each pair starts a new process of the client. */
  readonly isNewProcess?: boolean;
}

const PROMISED: Targets = { rate: { must: 0.85, aim: 0.95 }, cpu: { must: 1.5, aim: 1.2 } };
const BATCHED: Targets = { rate: { must: 0.93, aim: 1 }, cpu: { must: 1.25, aim: 1 } };
const SR: Targets = { rate: { must: 0.97, aim: 1 }, cpu: { must: 1.25, aim: 1 } };
const SINGLE: Targets = { p50: { must: 1.3, aim: 1.15 }, p99: { must: 2, aim: 1.5 } };
const OBJECTS: Targets = { rate: { must: 0.6, aim: 0.8 } };
const VIEWS: Targets = { rate: { must: 0.9, aim: 1 } };
const COLD: Targets = { time: { must: 1.15, aim: 1.05 } };

const OVERLAY_NODES = 1000;

/** The number of messages of each kind; both sides take some tens of milliseconds for them. */
export interface Sizes {
  readonly ping: number;
  readonly localSid: number;
  readonly policy: number;
  readonly steering: number;
  readonly single: number;
  readonly dump: number;
}

export const DEFAULT_SIZES: Sizes = {
  ping: 50_000,
  localSid: 5000,
  policy: 3000,
  steering: 5000,
  single: 2000,
  dump: 20_000,
};

/** `vpp_papi` takes a hundred times as long for a message. */
const PAPI_SIZES: Sizes = { ping: 500, localSid: 500, policy: 500, steering: 500, single: 500, dump: 2000 };

type SrKind = "localSid" | "policy" | "steering";

const NAMES: Readonly<Record<SrKind, string>> = { localSid: "local SIDs", policy: "policies", steering: "steering" };
const SR_KINDS = [
  ["localSid", "sr_localsid_add_del, add", "sr_localsid_add_del, delete"],
  ["policy", "sr_policy_add", "sr_policy_del"],
  ["steering", "sr_steering_add_del, add", "sr_steering_add_del, delete"],
] as const;
/** The policies to which steering rules refer. */
const STEERED: Work = { kind: "policy", action: "add", count: STEERED_POLICIES };

export function scenarios(sizes: Sizes): Scenario[] {
  return [
    pings("promised", "control_ping, one promise each", PROMISED, sizes.ping),
    pings("batch", "control_ping through batch", BATCHED, sizes.ping),
    singles(sizes.single),
    ...SR_KINDS.map(([kind, add, remove]) => changes(kind, "batch", through("batch", add, remove), sizes[kind])),
    ...SR_KINDS.map(([kind, add, remove]) => changes(kind, "srv6", through("Srv6.batch", add, remove), sizes[kind])),
    changes("overlay", "apply", through("desired.apply", "overlay, add", "overlay, delete"), OVERLAY_NODES),
    ...SR_KINDS.flatMap(([kind]) => [dumps(kind, "objects", OBJECTS, sizes), dumps(kind, "views", VIEWS, sizes)]),
    coldStart("document-warm", "overlay, document to verified, warm process", false),
    coldStart("document-cold", "overlay, document to verified, new process", true),
    ...peers("bare Node.js", "promised", sizes).filter(({ phases }) => phases[0]?.ceiling !== "dump"),
    ...peers("GoVPP", "promised", sizes),
    ...peers("vpp_papi", "single", PAPI_SIZES),
  ];
}

/** Scenarios of other clients. A client that can only wait for each reply is compared with a ceiling that does not wait. */
function peers(clientName: ClientName, method: Method, sizes: Sizes): Scenario[] {
  const ours = [
    ...(method === "promised" ? [pings(method, "control_ping, pipelined", {}, sizes.ping)] : []),
    singles(sizes.single),
    changes("localSid", method, [SR_KINDS[0][1], SR_KINDS[0][2]], sizes.localSid),
    ...(method === "promised" ? [changes("policy", method, [SR_KINDS[1][1], SR_KINDS[1][2]], sizes.policy)] : []),
    dumps("localSid", "objects", {}, sizes),
  ];
  return ours.map((each) => ({
    ...each,
    name: `${clientName}-${each.name}`,
    clientName,
    isOptional: true,
    phases: each.phases.map((phase) => ({ ...phase, targets: {} })),
  }));
}

function pings(method: Method, title: string, targets: Targets, count: number): Scenario {
  const work: Work = { kind: "ping", action: "add", count };
  return {
    name: `ping-${method}`,
    clientName: "tsvpp",
    prepare: [],
    phases: [{ title, work, ceiling: "pipelined", method, targets }],
  };
}

function singles(count: number): Scenario {
  const work: Work = { kind: "ping", action: "add", count };
  const title = "control_ping, one at a time";
  const phases: Phase[] = [{ title, work, ceiling: "single", method: "single", targets: SINGLE }];
  return { name: "ping-single", clientName: "tsvpp", prepare: [], phases };
}

function through(method: string, add: string, remove: string): [string, string] {
  return [`${add}, through ${method}`, `${remove}, through ${method}`];
}

function changes(kind: Kind, method: Method, titles: readonly [string, string], count: number): Scenario {
  const phase = (title: string, action: Action): Phase => {
    const work: Work = { kind, action, count };
    return { title, work, ceiling: "pipelined", method, targets: SR };
  };
  const phases = [phase(titles[0], "add"), phase(titles[1], "delete")];
  return { name: `${kind}-${method}`, clientName: "tsvpp", phases, prepare: kind === "steering" ? [STEERED] : [] };
}

function dumps(kind: SrKind, method: "objects" | "views", targets: Targets, sizes: Sizes): Scenario {
  const work: Work = { kind, action: "dump", count: sizes.dump };
  const form = method === "objects" ? "plain objects" : "views";
  const title = `dump of ${NAMES[kind]} as ${form}`;
  const dumped: Work = { ...work, action: "add" };
  const prepare = kind === "steering" ? [STEERED, dumped] : [dumped];
  const phases: Phase[] = [{ title, work, ceiling: "dump", method, targets }];
  return { name: `${kind}-${method}`, clientName: "tsvpp", isOptional: method === "views", phases, prepare };
}

function coldStart(name: string, title: string, isNewProcess: boolean): Scenario {
  const add: Work = { kind: "overlay", action: "add", count: OVERLAY_NODES };
  const phases: Phase[] = [{ title, work: add, ceiling: "pipelined", method: "document", targets: COLD }];
  return { name, clientName: "tsvpp", prepare: [], phases, undo: { ...add, action: "delete" }, isNewProcess };
}
