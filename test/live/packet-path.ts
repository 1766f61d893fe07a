import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { AfPacketMode, afPacketCreateV3, afPacketDelete } from "../../src/binapi/af_packet.ts";
import { swInterfaceAddDelAddress, swInterfaceSetFlags, swInterfaceSetTable } from "../../src/binapi/interface.ts";
import { ipTableAddDel } from "../../src/binapi/ip.ts";
import type { VppClient } from "../../src/client/index.ts";

/** The table in which the receiver's network is. */
export const TABLE = 10;
/** The receiver's network; nothing leads there but SRv6. */
export const DESTINATION = "10.2.0.0/24";
const RECEIVER = "10.2.0.2";
const ENDS = [
  { name: "tsvpp-a", network: "10.1.0", table: 0 },
  { name: "tsvpp-b", network: "10.2.0", table: TABLE },
] as const;

/** What became of packets. */
export interface Count {
  readonly sent: number;
  readonly received: number;
  readonly twice: number;
}

/**
 * A sender and a receiver in network namespaces of their own, and a VPP between them that must carry packets from one to the
 * other through SRv6. Needs root, and the commands ip and ethtool.
 */
export class PacketPath implements AsyncDisposable {
  readonly #vpp: VppClient;
  readonly #receiver = run("tsvpp-b", "udp-receiver.js");
  readonly #lines = createInterface({ input: this.#receiver.stdout! })[Symbol.asyncIterator]();

  private constructor(vpp: VppClient) {
    this.#vpp = vpp;
  }

  static async create(vpp: VppClient): Promise<PacketPath> {
    await vpp.request(ipTableAddDel, { isAdd: true, table: { tableId: TABLE, isIp6: false, name: "pods" } });
    for (const end of ENDS) await createEnd(vpp, end);
    const path = new PacketPath(vpp);
    await path.#lines.next();
    return path;
  }

  /** Sends packets for some seconds while something is done, and counts them. `during` can ask whether more are to come. */
  async count(
    packetsPerSecond: number,
    seconds: number,
    during: (isSending: () => boolean) => Promise<void>,
  ): Promise<Count> {
    const sender = run("tsvpp-a", "udp-sender.js", RECEIVER, String(packetsPerSecond), String(seconds));
    const [sent] = await Promise.all([text(sender.stdout!), during(() => sender.stdout!.readable)]);
    const { value } = await this.#lines.next();
    return { sent: Number(sent), ...JSON.parse(value as string) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#receiver.kill();
    await once(this.#receiver, "exit");
    for (const { name } of ENDS) {
      await this.#vpp.request(afPacketDelete, { hostIfName: `${name}0` });
      ip("link", "del", `${name}0`);
      ip("netns", "del", name);
    }
  }
}

async function createEnd(vpp: VppClient, { name, network, table }: (typeof ENDS)[number]): Promise<void> {
  const [hostIfName, inside] = [`${name}0`, `${name}1`];
  ip("netns", "add", name);
  ip("link", "add", hostIfName, "type", "veth", "peer", "name", inside, "netns", name);
  ip("link", "set", hostIfName, "up");
  const defaults = { rxFrameSize: 0, txFrameSize: 0, rxFramesPerBlock: 0, txFramesPerBlock: 0, flags: 0 } as const;
  const hardware = { hwAddr: "00:00:00:00:00:00", useRandomHwAddr: true };
  const { swIfIndex } = await vpp.request(afPacketCreateV3, {
    mode: AfPacketMode.AF_PACKET_API_MODE_ETHERNET,
    hostIfName,
    ...hardware,
    ...defaults,
  });
  await vpp.request(swInterfaceSetTable, { swIfIndex, isIpv6: false, vrfId: table });
  await vpp.request(swInterfaceAddDelAddress, { swIfIndex, isAdd: true, delAll: false, prefix: `${network}.1/24` });
  await vpp.request(swInterfaceSetFlags, { swIfIndex, flags: 1 });
  // The kernel leaves checksums to a network card that is not there.
  inNamespace(name, "ethtool", "-K", inside, "tx", "off", "tso", "off", "gso", "off", "gro", "off");
  inNamespace(name, "ip", "addr", "add", `${network}.2/24`, "dev", inside);
  inNamespace(name, "ip", "link", "set", inside, "up");
  inNamespace(name, "ip", "route", "add", "default", "via", `${network}.1`);
}

function ip(...args: string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}

function inNamespace(name: string, ...command: string[]): void {
  ip("netns", "exec", name, ...command);
}

function run(name: string, program: string, ...args: string[]) {
  const path = fileURLToPath(new URL(program, import.meta.url));
  return spawn("ip", ["netns", "exec", name, process.execPath, path, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}
