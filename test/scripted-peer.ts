import { renameSync } from "node:fs";
import { join } from "node:path";
import type { Test } from "tap";
import { type ConnectOptions, connect, type VppClient } from "../src/client/index.ts";
import { listenSocket, type Transport } from "../src/transport/index.ts";
import { bytes, tableBytes, temporaryFolder } from "./helpers.ts";

/** The messages that a `ScriptedPeer` says it has; ids are those of a VPP 26.06. */
export const PEER_TABLE: Readonly<Record<string, number>> = {
  sockclnt_create_455fb9c4: 0x0f,
  sockclnt_create_reply_35166268: 0x10,
  sockclnt_delete_8ac76db6: 0x11,
  sockclnt_delete_reply_8f38b1ee: 0x12,
  control_ping_51077d14: 0x17,
  control_ping_reply_f6b0b8ca: 0x18,
  show_version_51077d14: 0x30,
  show_version_reply_c919bde1: 0x31,
  cli_inband_f8377302: 0x40,
  cli_inband_reply_05879051: 0x41,
  ip_path_mtu_get_f75ba505: 0x50,
  ip_path_mtu_get_reply_53b48f5d: 0x51,
  ip_path_mtu_details_ac9539a7: 0x52,
  ip_table_add_del_0ffdaec0: 0x60,
  ip_table_add_del_reply_e8d4e804: 0x61,
  want_interface_events_476f5a08: 0x151,
  want_interface_events_reply_e8d4e804: 0x152,
  sw_interface_event_2d3d95a7: 0x153,
  want_ip_neighbor_events_73e70a86: 0x160,
  want_ip_neighbor_events_reply_e8d4e804: 0x161,
  ip_neighbor_event_bdb092b2: 0x162,
  dhcp_compl_event_e18124b7: 0x170,
  sr_localsid_add_del_5a36c324: 0x32f,
  sr_localsid_add_del_reply_e8d4e804: 0x330,
  sr_policy_add_44ac92e8: 0x333,
  sr_policy_add_reply_e8d4e804: 0x334,
  sr_set_encap_hop_limit_aa75d7d0: 0x33f,
  sr_set_encap_hop_limit_reply_e8d4e804: 0x340,
  sr_steering_add_del_e46b0a0f: 0x341,
  sr_steering_add_del_reply_e8d4e804: 0x342,
  sr_localsids_dump_51077d14: 0x343,
  sr_localsids_details_2e9221b9: 0x344,
};

const SOCKCLNT_CREATE = 0x0f;
const SOCKCLNT_DELETE = 0x11;
const CONTROL_PING = 0x17;

/** A message that a peer received. */
export interface Heard {
  readonly id: number;
  /** Eight hex digits, as an answer repeats them. */
  readonly context: string;
  readonly bytes: Buffer;
}

/** How a peer behaves. */
export interface PeerOptions {
  /** What it answers to `sockclnt_create`: hex, or nothing at all. */
  readonly greeting?: string | undefined;
  /** Whether it answers `sockclnt_delete`, and then ends the connection. */
  readonly isPolite?: boolean;
}

/** One end of a connection that says what a test tells it to, byte by byte. It takes one client at a time. */
export class ScriptedPeer {
  readonly socketPath: string;
  /** The client's `sockclnt_create`, once it has come. */
  registered: Buffer | undefined;
  /** Resolves when it has. */
  readonly registering: Promise<void>;
  /** Everything that came after it. */
  readonly heard: Heard[] = [];
  /** Resolves when the first client is gone. */
  readonly gone: Promise<void>;
  /** What it answers to the next `sockclnt_create`: hex, or nothing at all. */
  greeting: string | undefined;
  /** How many clients have registered. */
  registrations = 0;
  #transport: Transport | undefined;
  #noteRegistered: () => void = () => {};
  #noteRegistration: () => void = () => {};
  #noteGone: () => void = () => {};
  #unread: Heard[] = [];
  #notice: () => void = () => {};
  readonly #options: PeerOptions;

  private constructor(socketPath: string, options: PeerOptions) {
    this.socketPath = socketPath;
    this.#options = options;
    this.greeting = "greeting" in options ? options.greeting : ScriptedPeer.greeting();
    this.registering = new Promise((resolve) => {
      this.#noteRegistered = resolve;
    });
    this.gone = new Promise((resolve) => {
      this.#noteGone = resolve;
    });
  }

  static async listen(t: Test, options: PeerOptions = {}): Promise<ScriptedPeer> {
    const peer = new ScriptedPeer(join(temporaryFolder(t), "api.sock"), options);
    const listener = await listenSocket(peer.socketPath, (transport) => peer.#accept(transport));
    t.teardown(async () => {
      peer.destroy();
      await listener.close();
    });
    return peer;
  }

  /** The answer to `sockclnt_create`: client index 80000001 and a message table. */
  static greeting(table: Readonly<Record<string, number>> = PEER_TABLE): string {
    const count = Object.keys(table).length.toString(16).padStart(4, "0");
    return `0010 00000000 00000001 00000000 80000001 ${count} ${tableBytes(table).toString("hex")}`;
  }

  /**
   * The next message with this id. Pings before it are passed over: a client sends some by itself after a while of silence.
   */
  async next(id: number): Promise<Heard> {
    for (;;) {
      const heard = this.#unread.shift();
      if (heard?.id === id) return heard;
      if (heard === undefined) {
        await new Promise<void>((resolve) => {
          this.#notice = resolve;
        });
      } else if (heard.id !== CONTROL_PING) throw new Error(`message ${heard.id} came before ${id}`);
    }
  }

  /** Sends messages at once, each given in hex from its message id on. */
  send(...messages: readonly string[]): void {
    const transport = this.#transport!;
    for (const message of messages.map((hex) => bytes(hex))) {
      const offset = transport.reserve(message.length);
      transport.bytes.set(message, offset);
      transport.commit();
    }
    transport.flush();
  }

  /** Gives the socket another path. */
  moveTo(path: string, from: string = this.socketPath): void {
    renameSync(from, path);
  }

  /** Resolves when so many clients have registered. */
  async registration(count: number): Promise<void> {
    while (this.registrations < count) {
      await new Promise<void>((resolve) => {
        this.#noteRegistration = resolve;
      });
    }
  }

  /** Ends the connection in order. */
  async end(): Promise<void> {
    await this.#transport?.close();
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#transport?.destroy();
  }

  #accept(transport: Transport): void {
    this.#transport = transport;
    transport.onClose = () => this.#noteGone();
    transport.onMessage = (memory, view, offset, byteLength) => {
      const message = Buffer.from(memory.subarray(offset, offset + byteLength));
      const id = view.getUint16(offset);
      if (id === SOCKCLNT_CREATE) this.#greet(message);
      else this.#hear(id, message);
    };
  }

  #greet(message: Buffer): void {
    this.registered = message;
    this.registrations++;
    this.#noteRegistered();
    this.#noteRegistration();
    if (this.greeting !== undefined) this.send(this.greeting);
  }

  #hear(id: number, message: Buffer): void {
    const heard = { id, context: message.toString("hex", 6, 10), bytes: message };
    this.heard.push(heard);
    this.#unread.push(heard);
    this.#notice();
    if (id !== SOCKCLNT_DELETE || this.#options.isPolite === false) return;
    this.send(`0012 ${heard.context} 00000001`);
    void this.end();
  }
}

/** A client and the peer that it is connected to; both end with the test. */
export async function connectedPair(
  t: Test,
  options: ConnectOptions = {},
  peerOptions: PeerOptions = {},
): Promise<{ vpp: VppClient; peer: ScriptedPeer }> {
  const peer = await ScriptedPeer.listen(t, peerOptions);
  const vpp = await connect({ ...options, socketPath: peer.socketPath });
  t.teardown(() => vpp.close());
  return { vpp, peer };
}
