/** Tests that updates lose no packets, unless the plan announces that a step interrupts traffic. */
import t, { type Test } from "tap";
import { connect, type VppClient } from "../../src/client/index.ts";
import { type Plan, parseDocument } from "../../src/desired/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import { whatIsMissing } from "./host-interface.ts";
import {
  breakBeforeMake,
  CHANGES,
  type Change,
  documentOf,
  FAR_SIDS,
  FAR_TABLE,
  METHODS,
  NOTHING,
  OTHER_TABLE,
} from "./packet-changes.ts";
import { PacketPath, RECEIVER, TO_RECEIVER } from "./packet-path.ts";
import { bring, checkCount, type Effect, RATES, repeat } from "./updates.ts";

const LIMIT_MS = 1_200_000;
const ROUTES = [
  `${RECEIVER}/32 table ${OTHER_TABLE} via ${RECEIVER} ${TO_RECEIVER}`,
  `${FAR_SIDS} via ip6-lookup-in-table ${FAR_TABLE}`,
  `::/0 table ${FAR_TABLE} via ip6-lookup-in-table 0`,
];

const socketPath = process.env.TSVPP_VPP_SOCKET;
const reason = socketPath === undefined ? "TSVPP_VPP_SOCKET is not set" : whatIsMissing();

t.setTimeout(LIMIT_MS);
if (socketPath === undefined || reason !== undefined) {
  t.test("packets through a real VPP", { skip: reason ?? true }, async () => {});
} else {
  t.test("packets while what they go by is changed", async (t) => {
    const vpp = await connect({ socketPath });
    t.teardown(() => vpp.close());
    const path = await PacketPath.create(vpp);
    t.teardown(() => path[Symbol.asyncDispose]());
    t.teardown(await addRoutes(vpp));
    t.teardown(async () => bring(vpp, await parseDocument(NOTHING)));
    const scene = { vpp, path };
    // The first packets are lost, since neighbors are not resolved yet.
    await warmUp(scene);
    for (const rate of RATES) {
      for (const [what, change] of Object.entries(CHANGES)) {
        t.test(`${what}, at ${rate} packets a second`, (t) => testChange(t, scene, rate, change));
      }
      for (const [what, change] of Object.entries(METHODS)) {
        t.test(`${what}, at ${rate} packets a second`, (t) => testMethod(t, scene, rate, change));
      }
    }
    t.test("packets are lost where nothing stands in for what is deleted and added again", async (t) => {
      await bring(vpp, await parseDocument(documentOf({})));
      const { sent, received } = await path.count(RATES[1]!, RECEIVER, () =>
        repeat(() => breakBeforeMake(new Srv6(vpp))),
      );
      t.not(received, sent, `${sent - received} of ${sent} lost`);
    });
  });
}

interface Scene {
  readonly vpp: VppClient;
  readonly path: PacketPath;
}

async function testChange(
  t: Test,
  { vpp, path }: Scene,
  rate: number,
  { ways, effect, address = RECEIVER }: Change,
): Promise<void> {
  const states = await Promise.all(ways.map((way) => parseDocument(documentOf(way))));
  await bring(vpp, states[0]!);
  const effects = new Set<Effect>();
  const count = await path.count(rate, address, () =>
    repeat(async () => {
      for (const state of states.toReversed()) for (const each of effectsOf(await bring(vpp, state))) effects.add(each);
    }),
  );
  t.same([...effects], effect === undefined ? [] : [effect]);
  checkCount(t, count, rate, effect);
}

async function testMethod(
  t: Test,
  { vpp, path }: Scene,
  rate: number,
  method: (srv6: Srv6) => Promise<void>,
): Promise<void> {
  await bring(vpp, await parseDocument(documentOf({})));
  checkCount(t, await path.count(rate, RECEIVER, () => repeat(() => method(new Srv6(vpp)))), rate);
}

function effectsOf({ steps }: Plan): Effect[] {
  return (["interrupts", "duplicates"] as const).filter((effect) => steps.some((step) => step[effect]));
}

/** Adds routes and returns a function that deletes them: VPP would keep them after the deletion of their interface. */
async function addRoutes(vpp: VppClient): Promise<() => Promise<void>> {
  const srv6 = new Srv6(vpp);
  await srv6.addTable(OTHER_TABLE, 4);
  await srv6.addTable(FAR_TABLE, 6);
  for (const route of ROUTES) await vpp.cli(`ip route add ${route}`);
  return async () => {
    for (const route of ROUTES) await vpp.cli(`ip route del ${route}`);
  };
}

async function warmUp({ vpp, path }: Scene): Promise<void> {
  for (const change of [CHANGES.nothing!, CHANGES["another headend"]!]) {
    for (const way of change.ways) {
      const state = await parseDocument(documentOf(way));
      await path.count(100, change.address ?? RECEIVER, () => repeat(() => bring(vpp, state)));
    }
  }
}
