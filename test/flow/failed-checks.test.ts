/**
 * Tests that operations are refused if their checks cannot be made: after a failed query, no message is sent that changes VPP.
 * Each operation runs once without faults, to record its queries, and then once for each query and each kind of failure.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import t from "tap";
import { Ip4Address, Ip6Address, MacAddress, Prefix } from "../../src/address/index.ts";
import { createLoopback, swInterfaceGetTable } from "../../src/binapi/interface.ts";
import * as ip from "../../src/binapi/ip.ts";
import * as ipNeighbor from "../../src/binapi/ip_neighbor.ts";
import { controlPing } from "../../src/binapi/memclnt.ts";
import * as sr from "../../src/binapi/sr.ts";
import * as srPt from "../../src/binapi/sr_pt.ts";
import { cliInband } from "../../src/binapi/vlib.ts";
import { connect, type RequestNotice, type VppClient } from "../../src/client/index.ts";
import { parseDocument, plan } from "../../src/desired/index.ts";
import type { VppError } from "../../src/errors.ts";
import { type Fault, type Simulator, startSimulator } from "../../src/simulator/index.ts";
import { localSidFrom, type Operation, policyFrom, Srv6, segmentListFrom } from "../../src/srv6/index.ts";
import type { AnyRequest, Request } from "../../src/wire/index.ts";

const TIMEOUT_MS = 300;
/** The number of cases that run at a time; they mostly wait for deadlines. */
const CASES_AT_A_TIME = 24;

const BSID = Ip6Address.parse("cafe::1");
const LONELY_BSID = Ip6Address.parse("cafe::2");
const LISTS = [
  { segments: ["fcff::1"], weight: 1 },
  { segments: ["fcff::2"], weight: 2 },
].map((list) => segmentListFrom(list));
const TRAFFIC = { kind: "l3", prefix: Prefix.parse("10.1.0.0/16"), tableId: 10 } as const;
const ROUTE = { prefix: Prefix.parse("fcff:1::/48"), tableId: 10 };
const PATH_TRACING = { swIfIndex: 1, id: 1, ingressLoad: 0, egressLoad: 0, ttsTemplate: 0 };

/** One operation of each kind, valid for the state that `fill` creates. The type requires an entry for every kind. */
const OPERATIONS: { readonly [Op in Operation["op"]]: Extract<Operation, { readonly op: Op }> } = {
  setEncapSource: { op: "setEncapSource", source: Ip6Address.parse("fd00::2") },
  setEncapHopLimit: { op: "setEncapHopLimit", hopLimit: 9 },
  addLocalSid: {
    op: "addLocalSid",
    localSid: localSidFrom({ sid: "fcdd::99", behavior: { type: "End.DT4", tableId: 10 } }),
  },
  deleteLocalSid: { op: "deleteLocalSid", sid: Ip6Address.parse("fcdd::1") },
  replaceLocalSid: {
    op: "replaceLocalSid",
    localSid: localSidFrom({ sid: "fcdd::1", behavior: { type: "End.DT6", tableId: 10 } }),
  },
  addPolicy: { op: "addPolicy", policy: policyFrom({ bsid: "cafe::9", segmentLists: LISTS }) },
  deletePolicy: { op: "deletePolicy", bsid: LONELY_BSID },
  addSegmentList: { op: "addSegmentList", bsid: BSID, segmentList: segmentListFrom({ segments: ["fcff::3"] }) },
  deleteSegmentList: { op: "deleteSegmentList", bsid: BSID, segmentList: LISTS[0]! },
  setWeight: { op: "setWeight", bsid: BSID, segmentList: LISTS[0]!, weight: 7 },
  steer: { op: "steer", traffic: { ...TRAFFIC, prefix: Prefix.parse("10.2.0.0/16") }, bsid: BSID },
  unsteer: { op: "unsteer", traffic: TRAFFIC },
  addTable: { op: "addTable", family: 4, tableId: 30 },
  deleteTable: { op: "deleteTable", family: 6, tableId: 20 },
  setRoute: { op: "setRoute", route: { ...ROUTE, via: { nextHop: Ip6Address.parse("fe80::1"), swIfIndex: 1 } } },
  deleteRoute: { op: "deleteRoute", route: ROUTE },
  setNeighbor: {
    op: "setNeighbor",
    neighbor: {
      swIfIndex: 1,
      address: Ip4Address.parse("10.9.9.9"),
      macAddress: MacAddress.parse("02:00:00:00:00:01"),
      isStatic: true,
    },
  },
  deleteNeighbor: { op: "deleteNeighbor", neighbor: { swIfIndex: 1, address: Ip4Address.parse("10.9.9.8") } },
  addPathTracing: { op: "addPathTracing", pathTracing: { ...PATH_TRACING, swIfIndex: 2 } },
  deletePathTracing: { op: "deletePathTracing", swIfIndex: 1 },
};

/** A document whose plan makes many queries and contains many steps. */
const DOCUMENT = `
innerMtu: 1500
adopt: true
tables: { ip4: [10, 40], ip6: [10] }
encap: { source: "fd00::3", hopLimit: 8 }
routes: [{ prefix: "fcff:9::/48", tableId: 10, nextHop: "fe80::9", interface: loop0 }]
localSids:
  - { sid: "fcdd::1", behavior: { type: End.DT6, tableId: 10 } }
  - { sid: "fcdd::7", behavior: { type: End.DX6, interface: loop0, nextHop: "fe80::1" } }
policies:
  - { bsid: "cafe::1", segmentLists: [{ segments: ["fcff::3"] }] }
  - { bsid: "cafe::7", segmentLists: [{ segments: ["fcff::7"] }] }
steering: [{ prefix: 10.7.0.0/16, tableId: 10, bsid: "cafe::7" }]
requires:
  manage: true
  neighbors: [{ interface: loop0, address: "fe80::9", mac: "02:00:00:00:00:09" }]
owns:
  sids: ["fcdd::/16"]
  bsids: ["cafe::/16"]
  tables: { ip6: [10, 20], ip4: [10, 40] }
`;

/** Adds the state that VPP holds in these tests. */
async function fill(vpp: VppClient): Promise<void> {
  for (let i = 0; i < 2; i++) await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  const srv6 = new Srv6(vpp, { follows: true });
  for (const [tableId, family] of [
    [10, 4],
    [10, 6],
    [20, 6],
  ] as const) {
    await srv6.addTable(tableId, family);
  }
  await srv6.setEncapSource("fd00::1");
  await srv6.addLocalSid({ sid: "fcdd::1", behavior: { type: "End.DT4", tableId: 10 } });
  for (const bsid of [BSID, LONELY_BSID]) await srv6.addPolicy({ bsid, segmentLists: LISTS });
  await srv6.steer(TRAFFIC, BSID);
  await srv6.addPathTracing(PATH_TRACING);
  await srv6.batch([OPERATIONS.setRoute]);
  await srv6.batch([
    {
      ...OPERATIONS.setNeighbor,
      neighbor: { ...OPERATIONS.setNeighbor.neighbor, address: OPERATIONS.deleteNeighbor.neighbor.address },
    },
  ]);
}

/** A piece of work that queries VPP first: an operation, or the creation of a plan. */
interface Work {
  readonly name: string;
  run(vpp: VppClient): Promise<unknown>;
}

const WORKS: readonly Work[] = [
  ...Object.values(OPERATIONS).map((operation): Work => {
    return { name: operation.op, run: (vpp) => new Srv6(vpp).batch([operation]).then(succeeded) };
  }),
  { name: "plan", run: async (vpp) => plan(vpp, await parseDocument(DOCUMENT)) },
];

function succeeded(outcomes: readonly { readonly ok: boolean }[]): void {
  for (const outcome of outcomes) if (!outcome.ok) throw (outcome as unknown as { error: VppError }).error;
}

const MESSAGES: ReadonlyMap<string, AnyRequest> = new Map(
  [...[ip, ipNeighbor, sr, srPt].flatMap((module) => Object.values<unknown>(module)), cliInband, swInterfaceGetTable]
    .filter((value): value is AnyRequest => typeof value === "object" && value !== null && "kind" in value)
    .map((message) => [message.name, message]),
);

/** Returns whether a message is a query, which does not change VPP. */
function isQuestion(messageName: string): boolean {
  return /_(dump|get|lookup|lookup_v2|get_table)$|^(cli_inband|control_ping|show_version)$/.test(messageName);
}

/** Counts the messages received by the simulator that change it. */
function countChanges(simulator: Simulator): number {
  const changing = [...MESSAGES.values()].filter(({ kind, name }) => kind === "request" && !isQuestion(name));
  return changing.reduce((sum, message) => sum + simulator.calls<unknown>(message).length, 0);
}

interface Scene extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly vpp: VppClient;
}

async function openScene(): Promise<Scene> {
  const simulator = await startSimulator();
  {
    // Many scenes are filled at the same time, so these calls need a long timeout.
    await using patient = await connect({ socketPath: simulator.socketPath, timeoutMs: 60_000 });
    await fill(patient);
  }
  const vpp = await connect({ socketPath: simulator.socketPath, timeoutMs: TIMEOUT_MS });
  return {
    simulator,
    vpp,
    async [Symbol.asyncDispose]() {
      await vpp.close();
      await simulator.close();
    },
  };
}

/** A query of a piece of work; `before` counts earlier queries with the same name. */
interface Question {
  readonly messageName: string;
  readonly before: number;
}

/** Runs a piece of work without faults and records its queries and the number of changes. */
async function record({ run }: Work): Promise<{ questions: Question[]; changes: number }> {
  await using scene = await openScene();
  const names: string[] = [];
  const note = (notice: unknown): void => void names.push((notice as RequestNotice).messageName);
  const before = countChanges(scene.simulator);
  subscribe("tsvpp:request", note);
  await run(scene.vpp).finally(() => unsubscribe("tsvpp:request", note));
  const counts = new Map<string, number>();
  const questions = names.filter(isQuestion).map((messageName): Question => {
    const count = counts.get(messageName) ?? 0;
    counts.set(messageName, count + 1);
    return { messageName, before: count };
  });
  return { questions, changes: countChanges(scene.simulator) - before };
}

/** Makes a query fail. */
type Failure = (simulator: Simulator, question: Question) => void;

function inject(fault: (question: Question) => Fault): Failure {
  return (simulator, question) => void simulator.inject(fault(question));
}

const LATE_MS = 20 * TIMEOUT_MS;
const RESTART = inject(({ messageName: message, before: after }) => ({ kind: "restart", message, after }));
const CUT = inject(({ messageName: message, before: after }) => ({ kind: "cut", message, after, bytes: 20 }));
const LOST = inject(({ messageName: message, before: after }) => ({ kind: "drop", message, after }));
const OF_REQUESTS: Readonly<Record<string, Failure>> = {
  "it is not answered": inject(({ messageName: message, before: after }) => ({ kind: "silence", message, after })),
  "its answer is late": inject(({ messageName: message }) => ({ kind: "delay", message, ms: LATE_MS })),
  "its answer is cut": CUT,
  "VPP is restarted": RESTART,
  "VPP answers -1": answering(-1),
};
/** Failures of dumps. A client cannot notice lost details if the ping that ends the dump is answered, so that is no case. */
const OF_DUMPS: Readonly<Record<string, Failure>> = { "it is cut among its rows": CUT, "VPP is restarted": RESTART };
const OF_PINGS: Readonly<Record<string, Failure>> = { "it is lost": LOST, "VPP is restarted": RESTART };

function answering(retval: number): Failure {
  return (simulator, { messageName, before }) => {
    const message = MESSAGES.get(messageName);
    let count = 0;
    simulator.on(message as Request<unknown, { readonly retval: number }>, (_, usual) => {
      return count++ === before ? { ...usual(), retval } : usual();
    });
  };
}

function failuresOf({ messageName }: Question): Readonly<Record<string, Failure>> {
  if (messageName === controlPing.name) return OF_PINGS;
  return messageName.endsWith("_dump") ? OF_DUMPS : OF_REQUESTS;
}

/** Returns whether a fault had no effect, because it applies to the details of a dump that has none. */
function isWithoutRows({ messageName }: Question, { vpp }: Scene): boolean {
  return messageName.endsWith("_dump") && vpp.counters.losses === 0 && vpp.counters.timeouts === 0;
}

for (const work of WORKS) {
  t.test(`nothing is sent of ${work.name} when a question fails`, async (t) => {
    const { questions, changes } = await record(work);
    t.equal(changes > 0, work.name !== "plan", "it does something, when nothing fails");
    const cases = questions.flatMap((question) =>
      Object.entries(failuresOf(question)).map(([how, fail]) => ({ question, how, fail })),
    );
    for (let at = 0; at < cases.length; at += CASES_AT_A_TIME) {
      await Promise.all(
        cases.slice(at, at + CASES_AT_A_TIME).map(async ({ question, how, fail }) => {
          await using scene = await openScene();
          const before = countChanges(scene.simulator);
          fail(scene.simulator, question);
          const place = `${question.messageName} ${question.before}: ${how}`;
          const error: VppError | undefined = await work.run(scene.vpp).then(
            () => undefined,
            (reason) => reason,
          );
          if (error === undefined && isWithoutRows(question, scene)) return;
          t.match(
            error,
            { name: "VppError", effect: "none", message: /^not sent: a check could not be made: / },
            place,
          );
          t.equal(countChanges(scene.simulator), before, `${place}: nothing is sent`);
        }),
      );
    }
  });
}
