/**
 * `npm start`: applies a document of SRv6 state to VPP, reads VPP back and verifies the state.
 *
 * Without TSVPP_VPP_SOCKET it uses a simulator. With TSVPP_VPP_SOCKET it uses the VPP at that socket: it then changes nothing
 * unless `--yes` is given, and removes at the end everything that it added unless `--keep` is given.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { connect, Ip6Address, MacAddress, Prefix, type VppClient, VppError, type VppErrorCode } from "tsvpp";
import { directory } from "tsvpp/binapi/directory";
import { createLoopback, swInterfaceAddDelAddress, swInterfaceSetFlags } from "tsvpp/binapi/interface";
import { IfStatusFlags } from "tsvpp/binapi/interface_types";
import { showVersion } from "tsvpp/binapi/vpe";
import {
  apply,
  type DesiredState,
  describeDifference,
  describeStep,
  inverse,
  type Plan,
  parseDocument,
  plan,
  type Step,
  type StepOutcome,
  type Verification,
  verify,
} from "tsvpp/desired";
import { startSimulator } from "tsvpp/simulator";
import { describeBehavior, describeLists, describeTraffic, Srv6 } from "tsvpp/srv6";

const DOCUMENT = "examples/overlay.yaml";
const USAGE = "usage: [TSVPP_VPP_SOCKET=PATH] npm start [-- --yes] [--keep]";
const INDENT = " ".repeat(24);
const UNDERLAY = {
  mac: "02:00:00:00:00:01",
  address: "fd00:12::1/64",
  neighbor: { address: "fd00:12::2", mac: "02:00:00:00:00:02" },
  routes: ["fcdd::/16", "fcff::/16"],
};

const EXIT = { done: 0, notDone: 1, badInput: 2, notConnected: 3, unfinished: 4, interrupted: 130 };
const EXIT_OF_ERROR: Partial<Record<VppErrorCode, number>> = {
  VPP_DOCUMENT: EXIT.badInput,
  VPP_CONNECT: EXIT.notConnected,
  VPP_CONNECTION_LOST: EXIT.notConnected,
  VPP_FRAME: EXIT.notConnected,
  VPP_TIMEOUT: EXIT.unfinished,
};

interface Choices {
  readonly yes: boolean;
  readonly keep: boolean;
}

/** Checked before each stage, so that a stage that has begun is completed; a second Ctrl-C ends the program at once. */
const interruption = new AbortController();
process.once("SIGINT", () => interruption.abort());
// Ignored, so that the demo still closes its connection in order when the reader of its output ends early, as in `| head`.
process.stdout.on("error", () => {});

process.exitCode = await main();

async function main(): Promise<number> {
  const flag = { type: "boolean", default: false } as const;
  try {
    const { values } = parseArgs({ options: { yes: flag, keep: flag } });
    return await run(process.env.TSVPP_VPP_SOCKET, values);
  } catch (reason) {
    if (interruption.signal.aborted) return EXIT.interrupted;
    const { message, code } = reason as NodeJS.ErrnoException;
    const isUsage = code?.startsWith("ERR_PARSE_ARGS") === true;
    console.error(isUsage ? `${message}\n${USAGE}` : message);
    return isUsage ? EXIT.badInput : (EXIT_OF_ERROR[code as VppErrorCode] ?? EXIT.notDone);
  }
}

/** Runs the demo. A simulator needs no `--yes` and no clean-up: it ends with the demo. */
async function run(realSocket: string | undefined, choices: Choices): Promise<number> {
  if (realSocket !== undefined) return demonstrate(realSocket, choices);
  await using simulator = await stage("simulator", startSimulator, ({ socketPath }) => socketPath);
  return await demonstrate(simulator.socketPath, { yes: true, keep: true }, addUnderlay);
}

/** @param prepare called before the document is planned. */
async function demonstrate(
  socketPath: string,
  choices: Choices,
  prepare?: (vpp: VppClient) => Promise<void>,
): Promise<number> {
  const { signal } = interruption;
  const vpp = await stage(
    "connect",
    () => connect({ socketPath, name: "tsvpp-demo", signal }),
    () => socketPath,
  );
  try {
    await stage("version", () => describeVpp(vpp), String);
    if (prepare !== undefined)
      await stage(
        "underlay",
        () => prepare(vpp),
        () => UNDERLAY.routes.join(", "),
      );
    const desired = await stage("document", readDocument, () => DOCUMENT);
    const todo = await stage("plan", () => plan(vpp, desired), describePlan);
    if (todo.steps.length === 0 || choices.yes) return await carryOut(vpp, desired, todo, choices);
    console.log(`\nNothing was changed. To apply this to the VPP at ${socketPath}: npm start -- --yes`);
    return EXIT.notDone;
  } finally {
    await timed("close", () => vpp.close());
  }
}

async function carryOut(vpp: VppClient, desired: DesiredState, todo: Plan, { keep }: Choices): Promise<number> {
  const outcomes = await stage("apply", () => apply(vpp, todo), describeOutcomes);
  const steps = outcomes.filter(({ ok }) => ok).map(({ step }) => step);
  try {
    if (steps.length < outcomes.length) return steps.length === 0 ? EXIT.notDone : EXIT.unfinished;
    await stage("read back", () => readState(vpp), String);
    const { differences } = await stage("verify", () => verify(vpp, desired), describeVerification);
    const again = await stage("plan again", () => plan(vpp, desired), describePlan);
    return differences.length + again.steps.length === 0 ? EXIT.done : EXIT.notDone;
  } finally {
    if (!keep && steps.length > 0) await cleanUp(vpp, steps);
  }
}

/** Removes everything that was added, and nothing else; also after a failure or an interruption. */
async function cleanUp(vpp: VppClient, steps: readonly Step[]): Promise<void> {
  const outcomes = await timed("clean up", () => apply(vpp, inverse({ steps })), describeOutcomes);
  if (outcomes.some(({ ok }) => !ok))
    throw new VppError("VPP_NOT_CONVERGED", "not all added objects could be removed from VPP");
}

async function readDocument(): Promise<DesiredState> {
  const path = fileURLToPath(new URL(`../../${DOCUMENT}`, import.meta.url));
  return parseDocument(await readFile(path, "utf8"), DOCUMENT);
}

/** Gives a simulated node what a real one has: an interface with a neighbor, and routes through it to the other nodes. */
async function addUnderlay(vpp: VppClient): Promise<void> {
  const { swIfIndex } = await vpp.request(createLoopback, { macAddress: UNDERLAY.mac });
  await vpp.request(swInterfaceSetFlags, { swIfIndex, flags: IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP });
  await vpp.request(swInterfaceAddDelAddress, { swIfIndex, isAdd: true, delAll: false, prefix: UNDERLAY.address });
  const neighbor = Ip6Address.from(UNDERLAY.neighbor.address);
  const macAddress = MacAddress.from(UNDERLAY.neighbor.mac);
  const via = { nextHop: neighbor, swIfIndex };
  const routes = UNDERLAY.routes.map((prefix) => ({ prefix: Prefix.from(prefix), tableId: 0, via }));
  const outcomes = await new Srv6(vpp).batch([
    { op: "setNeighbor", neighbor: { swIfIndex, address: neighbor, macAddress, isStatic: true } },
    ...routes.map((route) => ({ op: "setRoute", route }) as const),
  ]);
  for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
}

/** Reads the SRv6 state and sorts it, since the order in VPP depends on earlier changes. */
async function readState(vpp: VppClient): Promise<string> {
  const srv6 = new Srv6(vpp);
  const [source, hopLimit] = await Promise.all([srv6.encapSource(), srv6.encapHopLimit()]);
  const [localSids, policies, steering] = await Promise.all([srv6.localSids(), srv6.policies(), srv6.steering()]);
  return inLines(`encap source ${source}, hop limit ${hopLimit}`, [
    ...localSids.map(({ sid, behavior }) => `local SID ${sid} ${describeBehavior(behavior)}`).sort(),
    ...policies.map((policy) => `policy ${policy.bsid} via ${describeLists(policy)}`).sort(),
    ...steering.map((rule) => `steering of ${describeTraffic(rule)} to ${rule.bsid}`).sort(),
  ]);
}

async function describeVpp(vpp: VppClient): Promise<string> {
  const { program, version } = await vpp.request(showVersion, {});
  const { messageTable } = vpp;
  const matching = directory.filter(([name, crc]) => messageTable.find({ name, crc }) !== undefined).length;
  return `${program} ${version}: ${messageTable.size} messages, ${matching} match the bindings by name and CRC`;
}

function describePlan({ steps }: Plan): string {
  return steps.length === 0 ? "nothing to do" : inLines(`${steps.length} steps`, steps.map(describeStep));
}

function describeOutcomes(outcomes: readonly StepOutcome[]): string {
  const failures = outcomes.flatMap((each) =>
    each.ok ? [] : [`failed: ${describeStep(each.step)}: ${each.error.message}`],
  );
  return inLines(`${outcomes.length - failures.length} of ${outcomes.length} steps done`, failures);
}

/** Describes the result of `verify`. Warnings are not failures: a VPP that has just started has no routes to other nodes yet. */
function describeVerification({ differences, warnings }: Verification): string {
  const title = differences.length === 0 ? "verified" : "not as desired";
  return inLines(title, [...differences.map(describeDifference), ...warnings.map((each) => `warning: ${each}`)]);
}

function inLines(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => INDENT + line)].join("\n");
}

/** Runs a part of the demo, unless the demo was interrupted, and prints its result and time. */
async function stage<T>(name: string, work: () => Promise<T>, describe: (result: T) => string): Promise<T> {
  interruption.signal.throwIfAborted();
  return timed(name, work, describe);
}

async function timed<T>(
  name: string,
  work: () => Promise<T>,
  describe: (result: T) => string = () => "done",
): Promise<T> {
  const before = performance.now();
  const result = await work();
  const ms = (performance.now() - before).toFixed(1);
  console.log(`${ms.padStart(8)} ms  ${name.padEnd(11)} ${describe(result)}`);
  return result;
}
