import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import t, { type Test } from "tap";
import { createLoopback, swInterfaceSetMtu } from "../../../src/binapi/interface.ts";
import { connect } from "../../../src/client/index.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { startTap } from "../../recording/scene.ts";
import { tsvpp, tsvppBeside } from "../tsvpp.ts";

const TRACE = gunzipSync(readFileSync(new URL("../../../../test/golden/api-trace-v26.06.gz", import.meta.url)));

t.test("explains each message field by field", async (t) => {
  const { exitCode, stdout, stderr } = await tsvpp(["decode", await record(t)]);
  t.equal(exitCode, 0);
  t.equal(stderr, "");
  t.match(stdout, /^#1 {2}\d+\.\d{6} s {2}1 program > sockclnt_create {2}context 1, 70 bytes\n {2}name {2}program\n/);
  t.match(stdout, /messageTable {2}\d+ messages/);
  t.match(stdout, /> create_loopback {2}context \d+, 16 bytes\n {2}macAddress {2}00:00:00:00:00:00\n/);
  t.match(
    stdout,
    /< sw_interface_set_mtu_reply .*\n {2}retval {2}-2\n {2}sw_interface_set_mtu: invalid sw if index \(INVALID_SW_IF_INDEX, -2\)\n/,
  );
  t.match(stdout, /< VPP has ended the connection\n$/);
});

t.test("prints a line of JSON for each message", async (t) => {
  const { stdout } = await tsvpp(["decode", await record(t), "--json"]);
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  t.match(lines[2], {
    number: 3,
    connection: 1,
    client: "program",
    to: "vpp",
    message: "create_loopback",
    crc: "42bb5d22",
    fields: { macAddress: "00:00:00:00:00:00" },
  });
  t.match(lines.at(-1), { to: "client", ended: true });
});

t.test("a file that is cut gives all whole messages, and says where it ends", async (t) => {
  const file = await record(t);
  truncateSync(file, 60_000);
  const { exitCode, stdout, stderr } = await tsvpp(["decode", file]);
  t.equal(exitCode, 0);
  t.equal(stdout.match(/^#/gm)!.length, 1);
  t.match(stderr, /it is cut: the last whole record, number 1, ends at byte \d+/);
});

t.test("explains the files of VPP, and names the first suspect", async (t) => {
  const file = join(temporaryFolder(t), "api_post_mortem.4711");
  writeFileSync(file, TRACE);
  const { exitCode, stdout, stderr } = await tsvpp(["decode", file]);
  t.equal(exitCode, 0);
  t.match(stdout, /#46 {2}2 > cli_inband {2}context 57542853, 37 bytes\n {2}cmd {2}api trace save r18trace\n$/);
  t.match(stderr, /the last message is the first suspect/);
});

t.test("explains the bytes of a message, by the ids of a VPP", async (t) => {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  const socket = ["--socket", simulator.socketPath];
  // control_ping, whose id is 23 in every VPP 26.06.
  const ping = "0017 80000001 00000005";
  t.match(await tsvpp(["decode", ping, ...socket]), {
    exitCode: 0,
    stdout: "#1  1 > control_ping  context 5, 10 bytes\n",
  });
  const frame = `0000000000000000 0000000a 00000000 ${ping}`;
  t.match(await tsvpp(["decode", frame + frame, ...socket]), { stdout: /^#1 .*control_ping.*\n#2 .*control_ping/ });
  t.match(await tsvpp(["decode", "ffff", ...socket]), { stdout: /message 65535/ });
  t.match(await tsvpp(["decode", "nofile", ...socket]), { exitCode: 2, stderr: /no such file, and no hex digits/ });
});

t.test("--follow goes on until the recording ends", async (t) => {
  const scene = await startTap(t);
  const running = tsvppBeside("decode", scene.file, "--follow", "--json");
  const vpp = await connect({ socketPath: scene.socketPath, name: "late" });
  t.match(JSON.parse((await running.out())!), { client: "late", message: "sockclnt_create" });
  await vpp.close();
  await scene.close();
  t.equal(await running.exitCode, 0);
});

t.test("refuses a file that is none of these", async (t) => {
  const file = join(temporaryFolder(t), "x");
  writeFileSync(file, "hello");
  t.match(await tsvpp(["decode", file]), {
    exitCode: 2,
    stderr: /neither a recording of tsvpp nor a trace file of VPP/,
  });
  t.match(await tsvpp(["decode", temporaryFolder(t)]), { exitCode: 2, stderr: /not a regular file/ });
});

async function record(t: Test): Promise<string> {
  const { socketPath, file, close } = await startTap(t);
  const vpp = await connect({ socketPath, name: "program" });
  await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await vpp.request(swInterfaceSetMtu, { swIfIndex: 99, mtu: [1, 2, 3, 4] }).catch(() => {});
  await vpp.close();
  await close();
  return file;
}
