import { renameSync } from "node:fs";
import { join } from "node:path";
import type { Test } from "tap";
import { type ConnectOptions, connect, type VppClient } from "../src/client/index.ts";
import { listenSocket, type Transport } from "../src/transport/index.ts";
import { bytes, tableBytes, temporaryFolder } from "./helpers.ts";

/** The default message table of a `ScriptedPeer`; the ids are those of a VPP 26.06. */
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
  /** The context in eight hex digits, for use in a reply. */
  readonly context: string;
  readonly bytes: Buffer;
}

/** The behavior of a peer. */
export interface PeerOptions {
  /** The reply to `sockclnt_create` in hex; undefined: no reply. */
  readonly greeting?: string | undefined;
  /** Whether the peer replies to `sockclnt_delete` and then ends the connection; default true. */
  readonly isPolite?: boolean;
}

/** A server that sends exactly the bytes that a test gives it. It serves one client at a time. */
export class ScriptedPeer {
  readonly socketPath: string;
  /** The last `sockclnt_create` that the peer received. */
  registered: Buffer | undefined;
  /** Resolves when the peer has received a `sockclnt_create`. */
  readonly registering: Promise<void>;
  /** All other messages that the peer received. */
  readonly heard: Heard[] = [];
  /** Resolves when the connection of the first client has ended. */
  readonly gone: Promise<void>;
  /** The reply to the next `sockclnt_create` in hex; undefined: no reply. */
  greeting: string | undefined;
  /** The number of `sockclnt_create` messages that the peer received. */
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

  /** Returns a reply to `sockclnt_create` with client index 80000001 and a message table. */
  static greeting(table: Readonly<Record<string, number>> = PEER_TABLE): string {
    const count = Object.keys(table).length.toString(16).padStart(4, "0");
    return `0010 00000000 00000001 00000000 80000001 ${count} ${tableBytes(table).toString("hex")}`;
  }

  /**
   * Waits for the next message and returns it. Skips pings, which a client sends by itself when no reply arrives.
   *
   * @throws if the next message has another id.
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

  /** Sends messages in one write, each given in hex from its message id on. */
  send(...messages: readonly string[]): void {
    const transport = this.#transport!;
    for (const message of messages.map((hex) => bytes(hex))) {
      const offset = transport.reserve(message.length);
      transport.bytes.set(message, offset);
      transport.commit();
    }
    transport.flush();
  }

  /** Renames the socket. */
  moveTo(path: string, from: string = this.socketPath): void {
    renameSync(from, path);
  }

  /** Resolves when `count` clients have registered. */
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

/** Starts a peer and connects a client to it; both end with the test. */
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
