import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { VppClient } from "../../src/client/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import { addHostInterface, deleteHostInterface, ip } from "./host-interface.ts";

/** The id of the tables that contain the networks of the receiver. */
export const TABLE = 10;
/** The networks of the receiver, which packets can reach only through SRv6. */
export const DESTINATION = "10.2.0.0/24";
export const DESTINATION_6 = "2001:db8:2::/64";
export const RECEIVER = "10.2.0.2";
export const RECEIVER_6 = "2001:db8:2::2";
/** The name of VPP's interface to the receiver. */
export const TO_RECEIVER = "host-tsvpp-b0";

interface End {
  readonly name: string;
  /** The prefixes of addresses: VPP has the address 1 in each network, the program has the address 2. */
  readonly networks: readonly [ip4: string, ip6: string];
  readonly table: number;
}

const SENDING_END: End = { name: "tsvpp-a", networks: ["10.1.0.", "2001:db8:1::"], table: 0 };
const RECEIVING_END: End = { name: "tsvpp-b", networks: ["10.2.0.", "2001:db8:2::"], table: TABLE };

/** Counts of packets. */
export interface Count {
  readonly sent: number;
  readonly received: number;
  readonly twice: number;
}

/** A sender at the first VPP and a receiver at the last VPP, each in a network namespace of its own. */
export class PacketPath implements AsyncDisposable {
  readonly #ends: readonly (readonly [End, VppClient])[];
  readonly #receiver = run("tsvpp-b", "udp-receiver.js");
  readonly #received = linesOf(this.#receiver.stdout!);

  private constructor(first: VppClient, last: VppClient) {
    this.#ends = [
      [SENDING_END, first],
      [RECEIVING_END, last],
    ];
  }

  static async create(first: VppClient, last: VppClient = first): Promise<PacketPath> {
    for (const family of [4, 6] as const) await new Srv6(last).addTable(TABLE, family);
    await createEnd(first, SENDING_END);
    await createEnd(last, RECEIVING_END);
    const path = new PacketPath(first, last);
    await path.#received.next();
    return path;
  }

  /** Sends packets until `during` has ended, and counts the packets sent and received. */
  async count(packetsPerSecond: number, address: string, during: () => Promise<void>): Promise<Count> {
    const sender = run("tsvpp-a", "udp-sender.js", address, String(packetsPerSecond));
    const lines = linesOf(sender.stdout!);
    await lines.next();
    try {
      await during();
    } finally {
      sender.stdin!.end();
    }
    const sent = Number((await lines.next()).value);
    const { value } = await this.#received.next();
    return { sent, ...JSON.parse(value!) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#receiver.kill();
    await once(this.#receiver, "exit");
    for (const [{ name }, vpp] of this.#ends) {
      await deleteHostInterface(vpp, `${name}0`);
      ip("netns", "del", name);
    }
  }
}

async function createEnd(vpp: VppClient, { name, networks, table }: End): Promise<void> {
  const [outside, inside] = [`${name}0`, `${name}1`];
  const [ip4, ip6] = networks;
  ip("netns", "add", name);
  ip("link", "add", outside, "type", "veth", "peer", "name", inside, "netns", name);
  await addHostInterface(vpp, outside, table, `${ip4}1/24`, `${ip6}1/64`);
  // Without this, the kernel leaves checksums to the network card, but a veth interface has none.
  inNamespace(name, "ethtool", "-K", inside, "tx", "off", "tso", "off", "gso", "off", "gro", "off");
  inNamespace(name, "ip", "addr", "add", `${ip4}2/24`, "dev", inside);
  inNamespace(name, "ip", "addr", "add", `${ip6}2/64`, "dev", inside, "nodad");
  inNamespace(name, "ip", "link", "set", inside, "up");
  inNamespace(name, "ip", "route", "add", "default", "via", `${ip4}1`);
  inNamespace(name, "ip", "route", "add", "default", "via", `${ip6}1`);
}

function inNamespace(name: string, ...command: string[]): void {
  ip("netns", "exec", name, ...command);
}

function run(name: string, program: string, ...args: string[]) {
  const path = fileURLToPath(new URL(program, import.meta.url));
  return spawn("ip", ["netns", "exec", name, process.execPath, path, ...args], { stdio: ["pipe", "pipe", "inherit"] });
}

function linesOf(stream: Readable): AsyncIterator<string> {
  return createInterface({ input: stream })[Symbol.asyncIterator]();
}
