/** Updates while packets flow: none is lost, unless the plan says that the step interrupts traffic. */
import { spawnSync } from "node:child_process";
import t from "tap";
import { connect, type VppClient } from "../../src/client/index.ts";
import { apply, type DesiredState, parseDocument, plan } from "../../src/desired/index.ts";
import { DESTINATION, PacketPath, TABLE } from "./packet-path.ts";

/** At least. */
const UPDATES = 100;
const RATES = [5000, 10_000];
const SECONDS = 4;

const socketPath = process.env.TSVPP_VPP_SOCKET;
const reason = whatIsMissing();

interface Path {
  readonly lists?: readonly string[];
  readonly bsid?: string;
  readonly source?: string;
}

/** Both SIDs lead to the receiver, by this VPP itself. */
function document({ lists = ["d4"], bsid = "cafe::1", source = "fd11::1" }: Path): Promise<DesiredState> {
  const segmentLists = lists.map((list) => {
    const [sid, weight = "1"] = list.split(" x ");
    return `{ segments: ["fc00::${sid}"], weight: ${weight} }`;
  });
  return parseDocument(`
encap: { source: "${source}" }
localSids:
  - { sid: "fc00::d4", behavior: { type: End.DT4, tableId: ${TABLE} } }
  - { sid: "fc00::d5", behavior: { type: End.DT4, tableId: ${TABLE} } }
policies:
  - { bsid: "${bsid}", segmentLists: [${segmentLists.join(", ")}] }
steering:
  - { prefix: ${DESTINATION}, tableId: 0, bsid: "${bsid}" }
`);
}

const CASES: readonly (readonly [what: string, one: Path, other: Path])[] = [
  ["another list", { lists: ["d4"] }, { lists: ["d5"] }],
  ["a list more, and less", { lists: ["d4"] }, { lists: ["d4 x 3", "d5"] }],
  ["another weight", { lists: ["d4 x 3", "d5"] }, { lists: ["d4", "d5"] }],
  ["another encap source", { lists: ["d4"] }, { lists: ["d4"], source: "fd11::2" }],
  ["another policy", { lists: ["d4"] }, { lists: ["d4"], bsid: "cafe::2" }],
];

if (socketPath === undefined || reason !== undefined) {
  t.test("packets through a real VPP", { skip: reason ?? true }, async () => {});
} else {
  t.test("no packet is lost while what it goes by is changed", { timeout: 600_000 }, async (t) => {
    const vpp = await connect({ socketPath });
    t.teardown(() => vpp.close());
    const path = await PacketPath.create(vpp);
    t.teardown(() => path[Symbol.asyncDispose]());
    await bring(vpp, await document({ lists: ["d4"] }));
    // The first packets are lost to the resolution of neighbours.
    await path.count(100, 1, async () => {});
    for (const rate of RATES) {
      for (const [what, one, other] of CASES) {
        const states = [await document(one), await document(other)] as const;
        t.test(`${what}, at ${rate} packets a second`, async (t) => {
          await bring(vpp, states[0]);
          const { sent, received } = await path.count(rate, SECONDS, (isSending) => update(vpp, states, isSending));
          t.equal(sent, rate * SECONDS);
          t.equal(sent - received, 0, `lost of ${sent}`);
        });
      }
    }
  });
}

/** For as long as packets are sent, and often enough. */
async function update(
  vpp: VppClient,
  states: readonly [DesiredState, DesiredState],
  isSending: () => boolean,
): Promise<void> {
  for (let i = 1; i <= UPDATES || isSending(); i++) await bring(vpp, states[i % 2]!);
}

async function bring(vpp: VppClient, state: DesiredState): Promise<void> {
  const todo = await plan(vpp, state);
  if (todo.steps.some(({ interrupts }) => interrupts)) throw new Error("the plan interrupts traffic");
  const failed = (await apply(vpp, todo)).find(({ ok }) => !ok);
  if (failed !== undefined && !failed.ok) throw failed.error;
}

function whatIsMissing(): string | undefined {
  if (socketPath === undefined) return "TSVPP_VPP_SOCKET is not set";
  if (process.getuid?.() !== 0) return "only root makes network namespaces";
  const missing = ["ip", "ethtool"].find((command) => spawnSync(command, ["--version"]).error !== undefined);
  return missing === undefined ? undefined : `there is no command ${missing}`;
}
