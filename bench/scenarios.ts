/** What is measured, and how good it has to be. */
import type { How } from "./programs/client.ts";
import type { SubjectName } from "./measured-client.ts";
import { type Action, type Kind, STEERED_POLICIES, type Work } from "./workload.ts";

/** What the ratio of a pair is taken of. Of the first, more is better, of all others less. */
export type Metric = "rate" | "cpu" | "p50" | "p99" | "time";

export interface Target {
  /** A ratio that must be reached. */
  readonly must: number;
  /** What is aimed at. */
  readonly aim: number;
}

export type Targets = Partial<Record<Metric, Target>>;

/** One timed piece of work: what the ceiling does with the bytes, and how the client is asked for the same. */
export interface Phase {
  readonly title: string;
  readonly work: Work;
  readonly ceiling: "pipelined" | "single" | "dump";
  readonly how: How;
  readonly targets: Targets;
}

/** Phases that leave VPP as they found it, each done by both sides before the next pair begins. */
export interface Scenario {
  readonly name: string;
  readonly subject: SubjectName;
  /** Whether the others go on without it, where it cannot be measured. */
  readonly isOptional?: boolean;
  /** What has to be there before, in this order, and is removed after. */
  readonly prepare: readonly Work[];
  readonly phases: readonly Phase[];
  /** What takes back what the phases leave behind. */
  readonly undo?: Work;
  /** Whether the client is a new process in every pair. */
  readonly isFresh?: boolean;
}

const PROMISED: Targets = { rate: { must: 0.85, aim: 0.95 }, cpu: { must: 1.5, aim: 1.2 } };
const BATCHED: Targets = { rate: { must: 0.93, aim: 1 }, cpu: { must: 1.25, aim: 1 } };
const SR: Targets = { rate: { must: 0.97, aim: 1 }, cpu: { must: 1.25, aim: 1 } };
const SINGLE: Targets = { p50: { must: 1.3, aim: 1.15 }, p99: { must: 2, aim: 1.5 } };
const OBJECTS: Targets = { rate: { must: 0.6, aim: 0.8 } };
const VIEWS: Targets = { rate: { must: 0.9, aim: 1 } };
const COLD: Targets = { time: { must: 1.15, aim: 1.05 } };

const OVERLAY_NODES = 1000;

/** How many messages of a kind take both sides some tens of milliseconds. */
export interface Sizes {
  readonly ping: number;
  readonly localSid: number;
  readonly policy: number;
  readonly steering: number;
  readonly single: number;
  readonly dump: number;
}

export const USUAL_SIZES: Sizes = {
  ping: 50_000,
  localSid: 5000,
  policy: 3000,
  steering: 5000,
  single: 2000,
  dump: 20_000,
};

/** It takes a hundred times as long. */
const PAPI_SIZES: Sizes = { ping: 500, localSid: 500, policy: 500, steering: 500, single: 500, dump: 2000 };

type SrKind = "localSid" | "policy" | "steering";

const NAMES: Readonly<Record<SrKind, string>> = { localSid: "local SIDs", policy: "policies", steering: "steering" };
const SR_KINDS = [
  ["localSid", "sr_localsid_add_del, add", "sr_localsid_add_del, delete"],
  ["policy", "sr_policy_add", "sr_policy_del"],
  ["steering", "sr_steering_add_del, add", "sr_steering_add_del, delete"],
] as const;
/** Traffic is steered to policies that are there. */
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

/** Other clients against the same ceilings. Those that can only wait for each reply are compared with one that need not. */
function peers(subject: SubjectName, how: How, sizes: Sizes): Scenario[] {
  const ours = [
    ...(how === "promised" ? [pings(how, "control_ping, pipelined", {}, sizes.ping)] : []),
    singles(sizes.single),
    changes("localSid", how, [SR_KINDS[0][1], SR_KINDS[0][2]], sizes.localSid),
    ...(how === "promised" ? [changes("policy", how, [SR_KINDS[1][1], SR_KINDS[1][2]], sizes.policy)] : []),
    dumps("localSid", "objects", {}, sizes),
  ];
  return ours.map((each) => ({
    ...each,
    name: `${subject}-${each.name}`,
    subject,
    isOptional: true,
    phases: each.phases.map((phase) => ({ ...phase, targets: {} })),
  }));
}

function pings(how: How, title: string, targets: Targets, count: number): Scenario {
  const work: Work = { kind: "ping", action: "add", count };
  return {
    name: `ping-${how}`,
    subject: "tsvpp",
    prepare: [],
    phases: [{ title, work, ceiling: "pipelined", how, targets }],
  };
}

function singles(count: number): Scenario {
  const work: Work = { kind: "ping", action: "add", count };
  const title = "control_ping, one at a time";
  const phases: Phase[] = [{ title, work, ceiling: "single", how: "single", targets: SINGLE }];
  return { name: "ping-single", subject: "tsvpp", prepare: [], phases };
}

function through(door: string, add: string, remove: string): [string, string] {
  return [`${add}, through ${door}`, `${remove}, through ${door}`];
}

function changes(kind: Kind, how: How, titles: readonly [string, string], count: number): Scenario {
  const phase = (title: string, action: Action): Phase => {
    const work: Work = { kind, action, count };
    return { title, work, ceiling: "pipelined", how, targets: SR };
  };
  const phases = [phase(titles[0], "add"), phase(titles[1], "delete")];
  return { name: `${kind}-${how}`, subject: "tsvpp", phases, prepare: kind === "steering" ? [STEERED] : [] };
}

function dumps(kind: SrKind, how: "objects" | "views", targets: Targets, sizes: Sizes): Scenario {
  const work: Work = { kind, action: "dump", count: sizes.dump };
  const form = how === "objects" ? "plain objects" : "views";
  const title = `dump of ${NAMES[kind]} as ${form}`;
  const dumped: Work = { ...work, action: "add" };
  const prepare = kind === "steering" ? [STEERED, dumped] : [dumped];
  const phases: Phase[] = [{ title, work, ceiling: "dump", how, targets }];
  return { name: `${kind}-${how}`, subject: "tsvpp", isOptional: how === "views", phases, prepare };
}

function coldStart(name: string, title: string, isFresh: boolean): Scenario {
  const add: Work = { kind: "overlay", action: "add", count: OVERLAY_NODES };
  const phases: Phase[] = [{ title, work: add, ceiling: "pipelined", how: "document", targets: COLD }];
  return { name, subject: "tsvpp", prepare: [], phases, undo: { ...add, action: "delete" }, isFresh };
}
