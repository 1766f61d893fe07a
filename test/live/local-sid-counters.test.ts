/** Compares the counters of local SIDs with what a real VPP prints, after packets of its packet generator. */
import t, { type Test } from "tap";
import { cliInband } from "../../src/binapi/vlib.ts";
import { prometheusText } from "../../src/cli/stats/prometheus.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import { tsvpp } from "../cli/tsvpp.ts";

const statsPath = process.env.TSVPP_VPP_STATS;
const socketPath = process.env.TSVPP_VPP_SOCKET;
const SID = "fc00::d4";
const PROTOCOL = { ip4: 4, udp: 17 } as const;
const HEADER_BYTES = 40;
const GOOD = { packets: 5, bytes: 48 };
const BAD = { packets: 3, bytes: 68 };

if (statsPath === undefined || socketPath === undefined) {
  t.test("counters of a local SID", { skip: "TSVPP_VPP_STATS or TSVPP_VPP_SOCKET is not set" }, async () => {});
} else {
  testCounters(socketPath, statsPath);
}

/** Returns a packet to the SID in hexadecimal digits. */
function packetOf(protocol: number, content: Buffer): string {
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = 0x60;
  header.writeUInt16BE(content.length, 4);
  header[6] = protocol;
  header[7] = 64;
  Buffer.from("20010db8000000000000000000000001fc0000000000000000000000000000d4", "hex").copy(header, 8);
  return Buffer.concat([header, content]).toString("hex");
}

/** A packet from 10.1.0.2 to 10.2.0.2. */
const IP4_PACKET = Buffer.concat([
  Buffer.from("4500003000004000401100000a0100020a02000204d204d2001c0000", "hex"),
  Buffer.alloc(GOOD.bytes - 28),
]);
const UDP_PACKET = IP4_PACKET.subarray(20);

async function runCli(vpp: VppClient, cmd: string): Promise<string> {
  return (await vpp.request(cliInband, { cmd })).reply;
}

/** Lets VPP receive packets on an interface of its packet generator. */
async function send(vpp: VppClient, name: string, count: number, packet: string): Promise<void> {
  const size = packet.length / 2;
  const stream = `name ${name} limit ${count} size ${size}-${size} interface pg0 node ip6-input data { hex 0x${packet} }`;
  await runCli(vpp, `packet-generator new { ${stream} }`);
  await runCli(vpp, `packet-generator enable-stream ${name}`);
}

/** Waits until VPP prints the packets. Returns what it prints of the SID. */
async function printed(vpp: VppClient, packets: number): Promise<string> {
  for (;;) {
    const text = (await runCli(vpp, "show sr localsids")).split("-----").find((part) => part.includes(`${SID}/128`));
    if (text?.includes(`[${packets} packets`)) return text;
  }
}

function testCounters(path: string, statsPath: string): void {
  const scene = async (t: Test): Promise<VppClient> => {
    const vpp = await connect({ socketPath: path });
    t.teardown(() => vpp.close());
    for (const cmd of [
      "create packet-generator interface pg0",
      "set interface state pg0 up",
      "enable ip6 interface pg0",
      `sr localsid address ${SID} behavior end.dt4 0`,
    ]) {
      await runCli(vpp, cmd);
    }
    t.teardown(async () => {
      for (const stream of ["good", "bad"]) await runCli(vpp, `packet-generator delete ${stream}`);
      await runCli(vpp, `sr localsid del address ${SID}`);
      await runCli(vpp, "delete packet-generator interface pg0");
    });
    return vpp;
  };

  t.test("packets and bytes of a local SID are those that VPP prints", async (t) => {
    const vpp = await scene(t);
    await send(vpp, "good", GOOD.packets, packetOf(PROTOCOL.ip4, IP4_PACKET));
    await printed(vpp, GOOD.packets);
    await send(vpp, "bad", BAD.packets, packetOf(PROTOCOL.udp, UDP_PACKET));
    const text = await printed(vpp, BAD.packets);
    const [good, bad] = [GOOD, BAD].map(({ packets, bytes }) => [packets, packets * bytes]);
    t.match(text, new RegExp(`Good traffic:\\s+\\[${good![0]} packets : ${good![1]} bytes\\]`));
    t.match(text, new RegExp(`Bad traffic:\\s+\\[${bad![0]} packets : ${bad![1]} bytes\\]`));

    const { stdout } = await tsvpp(["stats", "get", "^$", "--local-sids", path, "--socket", statsPath]);
    const lines = [
      `local SID ${SID} good ${good![0]} packets, ${good![1]} bytes\n`,
      `local SID ${SID} bad ${bad![0]} packets, ${bad![1]} bytes\n`,
    ];
    for (const line of lines) t.match(stdout, line);

    const metrics = prometheusText(new Map(), await new Srv6(vpp).localSidCounters());
    t.match(metrics, `vpp_local_sid_good_packets_total{sid="${SID}"} ${good![0]}\n`);
    t.match(metrics, `vpp_local_sid_good_bytes_total{sid="${SID}"} ${good![1]}\n`);
    t.match(metrics, `vpp_local_sid_bad_packets_total{sid="${SID}"} ${bad![0]}\n`);
    t.match(metrics, `vpp_local_sid_bad_bytes_total{sid="${SID}"} ${bad![1]}\n`);
  });
}
