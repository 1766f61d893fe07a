/**
 * Tests bindings of a plugin that is in no release: `tsvpp generate` reads its `.api` file, the compiler checks the calls, and
 * the bytes have the layout of the file. The CRCs are those that VPP's own compiler computes for the file.
 */
import { fileURLToPath } from "node:url";
import t from "tap";
import { tsvpp } from "../cli/tsvpp.ts";
import { bytes } from "../helpers.ts";
import { PEER_TABLE, ScriptedPeer } from "../scripted-peer.ts";
import { UserProject } from "../user-project.ts";

const TOOLBOX = fileURLToPath(new URL("../../../test/golden/toolbox.api", import.meta.url));

const ADD = 0x500;
const DUMP = 0x502;
const PROBE = 0x504;
const WANT = 0x506;
const PING = 0x17;

const TABLE = {
  ...PEER_TABLE,
  toolbox_add_ff874e13: ADD,
  toolbox_add_reply_e8d4e804: 0x501,
  toolbox_dump_51077d14: DUMP,
  toolbox_details_53cf09d7: 0x503,
  toolbox_probe_4a2f5550: PROBE,
  toolbox_probe_reply_2e29d73d: 0x505,
  want_toolbox_events_476f5a08: WANT,
  want_toolbox_events_reply_e8d4e804: 0x507,
  toolbox_opened_3d76ac8e: 0x508,
  toolbox_closed_87edde76: 0x509,
};

/** The program of a user. */
const PROGRAM = `
import { connect } from "tsvpp";
import {
  type ToolboxDetails, ToolboxFlags, ToolboxState, ToolKind, toolboxAdd, toolboxDump, toolboxProbe,
  toolboxClosed, toolboxOpened, type ToolboxOpened,
} from "./vpp/toolbox.js";

export async function watch(socketPath: string): Promise<[string, ToolboxOpened]> {
  await using vpp = await connect({ socketPath });
  const closing = vpp.events(toolboxClosed);
  for await (const event of vpp.events(toolboxOpened)) {
    if (event.type === "event") return [closing.messageName, event.fields];
  }
  throw new Error("no event");
}

export async function add(socketPath: string): Promise<number> {
  await using vpp = await connect({ socketPath });
  const { retval } = await vpp.request(toolboxAdd, {
    flags: ToolboxFlags.TOOLBOX_FLAG_LOCKED | ToolboxFlags.TOOLBOX_FLAG_FULL,
    type: 7,
    severity: [1, 2],
    counters: 9,
    saws: [{ teeth: 3, length: 0.5 }],
    paths: { case: "drill", value: { size: 7, kind: ToolKind.TOOL_KIND_DRILL } },
    name: "box",
    note: "h\\u00e9",
  });
  return retval;
}

export async function list(socketPath: string): Promise<ToolboxDetails[]> {
  await using vpp = await connect({ socketPath });
  const found: ToolboxDetails[] = [];
  for await (const details of vpp.dump(toolboxDump, {})) found.push(details);
  return found;
}

export async function probe(socketPath: string): Promise<boolean> {
  await using vpp = await connect({ socketPath });
  const { state } = await vpp.request(toolboxProbe, { proto: 1, constructor: 2, toString: 3 });
  return state === ToolboxState.TOOLBOX_SHUT;
}
`;

/** Mistakes that the compiler must report. */
const MISTAKES = `
import { connect } from "tsvpp";
import { toolboxAdd, toolboxDump, toolboxProbe } from "./vpp/toolbox.js";
const vpp = await connect();
// @ts-expect-error: a field is missing
vpp.request(toolboxProbe, { proto: 1, constructor: 2 });
// @ts-expect-error: the field is a number
vpp.request(toolboxProbe, { proto: 1, constructor: "2", toString: 3 });
// @ts-expect-error: request() takes no dumps
vpp.request(toolboxDump, {});
const rest = { type: 0, severity: [], counters: 0, saws: [], name: "", note: "" };
// @ts-expect-error: no such arm
vpp.request(toolboxAdd, { ...rest, paths: { case: "hammer", value: 1 } });
`;

/** The fields in the order of the file; fields that have a default are set to it. */
const ADD_HEX = `ffff 01 00 ffffffff 0000000000000440 ffffffffffffffff 0003 07 0001 0002 0000 00000009
  03 000000000000e03f ${"00".repeat(9)} 0007 10 ${"00".repeat(9)} 626f78 ${"00".repeat(61)} 00000003 68c3a9`;

/** Two tools: a saw with its label, and a drill, which does not use six bytes of the union. */
const DETAILS_HEX = `00000001 0002
  01 05 000000000000f03f 010203040506 736177 ${"00".repeat(13)}
  10 0008 11 000000000000 0a0b0c0d0e0f ${"00".repeat(16)}`;

interface Program {
  watch(socketPath: string): Promise<[string, object]>;
  add(socketPath: string): Promise<number>;
  list(socketPath: string): Promise<object[]>;
  probe(socketPath: string): Promise<boolean>;
}

t.test("a plugin's own .api file becomes calls that the compiler checks", async (t) => {
  const project = new UserProject(t, { lib: ["es2023", "esnext.disposable"], skipLibCheck: true });
  const output = `${project.folder}/src/vpp`;
  t.match(await tsvpp(["generate", "--input", TOOLBOX, "--output", output]), { exitCode: 0, stderr: "" });
  project.write("src/program.ts", PROGRAM);
  project.write("src/mistakes.ts", MISTAKES);
  t.equal(project.compile(), "");
  const program = (await project.load("program.js")) as object as Program;

  t.test("events are subscribed to once for both kinds, and read as the file says", async (t) => {
    const peer = await ScriptedPeer.listen(t, { greeting: ScriptedPeer.greeting(TABLE) });
    const watching = program.watch(peer.socketPath);
    const want = await peer.next(WANT);
    const pid = process.pid.toString(16).padStart(8, "0");
    t.equal(want.bytes.toString("hex", 10), `00000001${pid}`);
    peer.send(`0507 ${want.context} 00000000`, `0508 80000001 ${pid} 02 0a0b`);
    t.same(await watching, ["toolbox_closed", { pid: process.pid, data: Uint8Array.of(10, 11) }]);
    await peer.gone;
    const wants = peer.heard.filter(({ id }) => id === WANT).map((heard) => heard.bytes.toString("hex", 10));
    t.same(wants, [`00000001${pid}`, `00000000${pid}`]);
  });

  t.test("a request is written as the file says", async (t) => {
    const peer = await ScriptedPeer.listen(t, { greeting: ScriptedPeer.greeting(TABLE) });
    const retval = program.add(peer.socketPath);
    const heard = await peer.next(ADD);
    t.equal(heard.bytes.toString("hex", 10), bytes(ADD_HEX).toString("hex"));
    peer.send(`0501 ${heard.context} 00000000`);
    t.equal(await retval, 0);
  });

  t.test("details are read as the file says", async (t) => {
    const peer = await ScriptedPeer.listen(t, { greeting: ScriptedPeer.greeting(TABLE) });
    const found = program.list(peer.socketPath);
    const { context } = await peer.next(DUMP);
    peer.send(`0503 ${context} ${DETAILS_HEX}`);
    peer.send(`0018 ${(await peer.next(PING)).context} 00000000 00000000 00000001`);
    const saw = { case: "saw", value: { teeth: 5, length: 1 } };
    const drill = { case: "drill", value: { size: 8, kind: 0x11 } };
    // VPP's compiler treats an alias of text as bytes.
    const label = (text: string) => new Uint8Array(Buffer.from(text.padEnd(16, "\0")));
    const tools = [
      { kind: 1, any: saw, serial: Uint8Array.of(1, 2, 3, 4, 5, 6), label: label("saw") },
      { kind: 0x10, any: drill, serial: Uint8Array.of(10, 11, 12, 13, 14, 15), label: label("") },
    ];
    t.strictSame(await found, [{ index: 1, content: { tools } }]);
  });

  t.test("fields called like what every object has are fields", async (t) => {
    const peer = await ScriptedPeer.listen(t, { greeting: ScriptedPeer.greeting(TABLE) });
    const isShut = program.probe(peer.socketPath);
    const heard = await peer.next(PROBE);
    t.equal(heard.bytes.toString("hex", 10), "01000200000003");
    peer.send(`0505 ${heard.context} 00000000 00000007`);
    t.equal(await isShut, true);
  });
});
