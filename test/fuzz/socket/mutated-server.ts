import { join } from "node:path";
import { createLoopback } from "../../../src/binapi/interface.ts";
import { ipTableAddDelV2 } from "../../../src/binapi/ip.ts";
import { srLocalsidAddDel, srPolicyAdd, srPolicyMod } from "../../../src/binapi/sr.ts";
import { type ApiSchema, mapDefinitions } from "../../../src/schema/index.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/index.ts";
import { Dice } from "../../dice.ts";
import { type ClientEnd, FrameProxy, framed, type Tamper } from "../../flow/hostile/frame-proxy.ts";
import { apiJsonReply, OTHER_VERSIONS } from "../../flow/hostile/hostile-server.ts";
import {
  all,
  type Entry,
  EXPLAINED_CRC,
  nameOf,
  readTable,
  withCrc,
  withTable,
} from "../../flow/hostile/hostile-tables.ts";
import { TypedClient } from "../../simulator/typed-client.ts";
import { KINDS, type Kind, Mutator } from "./mutator.ts";

/** The requests of the program. Other messages are not forwarded to the simulator. */
const REQUESTS =
  /^(sockclnt_create|sockclnt_delete|control_ping|show_version|cli_inband|get_api_json|sw_interface_dump|sw_interface_set_flags|want_interface_events|ip_table_dump|ip_route_dump|ip_path_mtu_get|sr_policies_v2_dump|sr_localsids_dump|sr_set_encap_hop_limit)$/;
/** The requests by which `fill` adds state to the simulator. */
const FILLING = /^(create_loopback|ip_table_add_del_v2|sr_localsid_add_del|sr_policy_add|sr_policy_mod)$/;
const UNASKED =
  /^((sw_interface|ip_table|ip_route|ip_path_mtu|sr_policies_v2|sr_localsids)_details|sw_interface_event)$/;

const SOCKCLNT_CREATE = 15;
const SOCKCLNT_CREATE_REPLY = 16;
const SOCKCLNT_DELETE = 17;
const GET_API_JSON = 27;
const CREATE_NAME_AT = 6;
const CONTEXT_AT = 6;
const PENDING = 32;
/** The percentages of frames that are mutated. */
const GREETINGS_PERCENT = 85;
const OTHERS_PERCENT = 55;
/** The maximum time after which a connection ends whose frame lengths are wrong. */
const OUT_OF_STEP_MS = 100;

/** A simulator behind a proxy that mutates the frames to clients. The name of a client contains its seed: `seed 7`. */
export class MutatedServer implements AsyncDisposable {
  readonly socketPath: string;
  /** The number of mutated frames of each kind. */
  readonly mutated: Record<Kind, number>;
  mutatedCount = 0;
  /** The number of all frames sent to clients. */
  frames = 0;
  /** Called after each mutation. */
  onMutation: () => void = () => {};
  readonly #simulator: Simulator;
  /** The random numbers of each client; they continue with its next connection. */
  readonly #dice = new Map<string, Dice>();
  #proxy: FrameProxy | undefined;
  #tables: Tables | undefined;

  private constructor(socketPath: string, simulator: Simulator) {
    this.socketPath = socketPath;
    this.#simulator = simulator;
    this.mutated = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  }

  static async listen(folder: string): Promise<MutatedServer> {
    const simulator = await startSimulator({ recordCalls: false, onCrash: "refuse", alter: withWhatIsUsed });
    await fill(simulator.socketPath);
    const server = new MutatedServer(join(folder, "mutated.sock"), simulator);
    server.#proxy = await FrameProxy.listen(
      server.socketPath,
      simulator.socketPath,
      (client) => new Link(server, client),
    );
    return server;
  }

  diceOf(clientName: string): Dice {
    const dice = this.#dice.get(clientName) ?? new Dice(Number(clientName.replace(/\D/g, "")));
    this.#dice.set(clientName, dice);
    return dice;
  }

  /** Returns the tables, which it reads from the first greeting. */
  tables(greeting: Buffer): Tables {
    this.#tables ??= tablesOf(greeting);
    return this.#tables;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#proxy!.close();
    // A handler may have failed: a client with a wrong table sends messages with wrong ids.
    await this.#simulator.close().catch(() => {});
  }
}

/** The connection of a client through the proxy. */
class Link implements Tamper {
  readonly #server: MutatedServer;
  readonly #client: ClientEnd;
  /** The contexts of the last requests. */
  readonly #pending: number[] = [];
  readonly #waiting: Buffer[] = [];
  #dice = new Dice(0);
  #mutator = new Mutator(this.#dice, []);
  #names: ReadonlyMap<number, string> = new Map();
  #held: Buffer | undefined;
  #isInStep = true;

  constructor(server: MutatedServer, client: ClientEnd) {
    this.#server = server;
    this.#client = client;
  }

  passes(message: Buffer): boolean {
    if (message.length < CONTEXT_AT + 4) return false;
    const id = message.readUInt16BE(0);
    if (id === SOCKCLNT_CREATE) return this.#begin(message);
    if (this.#pending.push(message.readUInt32BE(CONTEXT_AT)) > PENDING) this.#pending.shift();
    if (id === GET_API_JSON) this.#send(this.replace(apiJsonReply(message)));
    // A client with a wrong table must not delete the registration of another client.
    if (id === SOCKCLNT_DELETE) return message.length >= 14 && message.readUInt32BE(2) === message.readUInt32BE(10);
    return id !== GET_API_JSON && REQUESTS.test(this.#names.get(id) ?? "");
  }

  replace(message: Buffer): Buffer {
    const server = this.#server;
    server.frames++;
    const isGreeting = message.readUInt16BE(0) === SOCKCLNT_CREATE_REPLY;
    const original = isGreeting ? this.#greeting(message) : message;
    const percent = isGreeting ? GREETINGS_PERCENT : OTHERS_PERCENT;
    if (!this.#isInStep || this.#dice.below(100) >= percent) return this.#inOrder(framed(original));
    const name = this.#names.get(message.readUInt16BE(0)) ?? "";
    const { kind, bytes } = this.#mutator.mutate(original, name, this.#pending);
    server.mutated[kind]++;
    server.mutatedCount++;
    server.onMutation();
    return this.#deliver(kind, bytes);
  }

  #begin(create: Buffer): boolean {
    this.#dice = this.#server.diceOf(create.toString("latin1", CREATE_NAME_AT).replace(/\0.*/s, ""));
    return true;
  }

  #greeting(message: Buffer): Buffer {
    const { names, table } = this.#server.tables(message);
    this.#names = names;
    this.#mutator = new Mutator(
      this.#dice,
      table.map(({ id }) => id),
    );
    return withTable(message, table);
  }

  #deliver(kind: Kind, bytes: Buffer): Buffer {
    if (kind === "lengths" || kind === "cut") {
      this.#isInStep = false;
      setTimeout(() => this.#client.destroy(), kind === "cut" ? 0 : this.#dice.below(OUT_OF_STEP_MS)).unref();
    }
    if (kind === "reordered" && this.#held === undefined) {
      this.#held = bytes;
      return Buffer.alloc(0);
    }
    if (kind !== "split") return this.#inOrder(bytes);
    const at = this.#dice.below(bytes.length);
    const start = this.#inOrder(bytes.subarray(0, at));
    this.#waiting.push(bytes.subarray(at));
    setImmediate(() => this.#goOn());
    return start;
  }

  /** Returns the bytes, followed by a frame that was held back to be reordered; queues both after the rest of a split frame. */
  #inOrder(bytes: Buffer): Buffer {
    const held = this.#held;
    this.#held = undefined;
    const all = held === undefined ? bytes : Buffer.concat([bytes, held]);
    if (this.#waiting.length === 0) return all;
    this.#waiting.push(all);
    return Buffer.alloc(0);
  }

  /** Sends the rest of a split frame, and the bytes queued after it. */
  #goOn(): void {
    this.#send(Buffer.concat(this.#waiting.splice(0)));
  }

  #send(bytes: Buffer): void {
    if (bytes.length > 0) this.#client.write(bytes);
  }
}

/** The message table that clients receive. */
interface Tables {
  /** The names of messages by id. */
  readonly names: ReadonlyMap<number, string>;
  readonly table: readonly Entry[];
}

function tablesOf(greeting: Buffer): Tables {
  const table = all(...OTHER_VERSIONS.map((name) => withCrc(name, EXPLAINED_CRC)))(readTable(greeting));
  return { names: new Map(table.map((entry) => [entry.id, nameOf(entry)])), table };
}

/** Removes all messages that are not used: with two thousand messages, most of the time would be spent on message tables. */
function withWhatIsUsed(api: ApiSchema): ApiSchema {
  const isUsed = (name: string): boolean => {
    const request = name.replace(/_reply$/, "");
    return REQUESTS.test(request) || FILLING.test(request) || UNASKED.test(name);
  };
  return mapDefinitions(api, {
    // The ids of bootstrap messages depend on their positions in the module.
    message: (message, { name }) => (name === "memclnt" || isUsed(message.name) ? message : undefined),
  });
}

/** Adds state to a simulator, so that its dumps have details. */
async function fill(path: string): Promise<void> {
  await using client = await TypedClient.register(path);
  for (let n = 1; n <= 3; n++) {
    await client.request(createLoopback, { macAddress: `02:fe:00:00:00:0${n}` });
    await client.request(ipTableAddDelV2, { table: { tableId: n, isIp6: n % 2 === 0, name: `table-${n}` } });
    await client.request(srLocalsidAddDel, { ...LOCAL_SID, localsid: `fc00::${n}` });
    await client.request(srPolicyAdd, { ...POLICY, bsidAddr: `cafe::${n}` });
    await client.request(srPolicyMod, { ...LIST, bsidAddr: `cafe::${n}` });
  }
}

const LOCAL_SID = {
  endPsp: false,
  behavior: 1,
  swIfIndex: 0xffffffff,
  vlanIndex: 0,
  fibTable: 0,
  nhAddr: "::",
} as const;
const SIDS = { numSids: 2, weight: 1, sids: ["fc01::1", "fc01::2"] };
const POLICY = { weight: 1, isEncap: true, isSpray: false, fibTable: 0, sids: SIDS };
const LIST = { srPolicyIndex: 0xffffffff, fibTable: 0, operation: 1, slIndex: 0, weight: 2, sids: SIDS } as const;
