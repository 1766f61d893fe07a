import { finished } from "node:stream/promises";
import type { CallOptions, Client, ClientReadableStream, ServiceError } from "@grpc/grpc-js";
import { Ip6Address } from "../address/index.ts";
import { decodePath, encodePath } from "../bgp/index.ts";
import { errorText, VppError, type VppErrorCode } from "../errors.ts";
import { type Change, isChange, type Outcome, outcomesOf, type PolicyChange } from "./change.ts";
import { describeEvent, type InjectorEvent, type ListedPolicy, type PolicyStore } from "./events.ts";
import { headendsIn, type Policy, routeOf } from "./policy.ts";
import { encodeProto, ProtoMessage } from "./protobuf.ts";

/** What differs between the interfaces of GoBGP 3 and 4. The numbers of fields that are used here are the same. */
interface Dialect {
  readonly service: string;
  /** TableType GLOBAL. */
  readonly globalTable: number;
  /** The filter BEST of WatchEvent. */
  readonly best: number;
}

type Grpc = typeof import("@grpc/grpc-js");

const DIALECTS: readonly Dialect[] = [
  { service: "apipb.GobgpApi", globalTable: 0, best: 0 },
  { service: "api.GoBgpService", globalTable: 1, best: 1 },
];

/** Family { afi: 2, safi: 73 }. */
const FAMILY: Buffer = encodeProto([1, 2], [2, 73]);
/** Path. */
const PATH = { age: 3, isWithdraw: 5, family: 9, neighborIp: 15, nlriBinary: 20, pattrsBinary: 21 } as const;
/** Paths that begin at this gobgpd: versions differ in the text for no neighbor. */
const NO_NEIGHBOR: readonly string[] = ["", "<nil>", "invalid IP"];
/** GoBGP replaces this next hop by its own address. */
const OWN_NEXT_HOP = { address: Ip6Address.UNSPECIFIED, peers: [] };
const CALL_SECONDS = 30;

/** A gobgpd that holds the policies and has the sessions. */
class GobgpStore implements PolicyStore {
  readonly #grpc: Grpc;
  readonly #client: Client;
  readonly #target: string;
  #dialect: Dialect = DIALECTS[0]!;
  readonly #calls = new Set<{ cancel(): void }>();
  #isClosed = false;

  constructor(grpc: Grpc, target: string) {
    this.#grpc = grpc;
    this.#target = target;
    this.#client = new grpc.Client(target, grpc.credentials.createInsecure());
  }

  /** Finds out which of the dialects the gobgpd speaks. */
  async open(): Promise<void> {
    for (const dialect of DIALECTS) {
      this.#dialect = dialect;
      const isUnknown = await this.#call("GetBgp", encodeProto()).then(
        () => false,
        (reason: ServiceError) => {
          if (reason.code !== this.#grpc.status.UNIMPLEMENTED) this.#fail(reason);
          return true;
        },
      );
      if (!isUnknown) return;
    }
    const services = DIALECTS.map(({ service }) => service).join(" nor ");
    throw new VppError("VPP_CONNECT", `${this.#target}: what listens there is no gobgpd: it has neither ${services}`);
  }

  async change(change: Change, isDryRun: boolean): Promise<Outcome[]> {
    const outcomes = outcomesOf(change, await this.#policies());
    if (isDryRun) return outcomes;
    // All are tried: the end of this connection must not cancel some of them.
    const results = await Promise.allSettled(outcomes.filter(isChange).map((event) => this.#make(event)));
    for (const result of results) if (result.status === "rejected") throw result.reason;
    return outcomes;
  }

  async list(): Promise<ListedPolicy[]> {
    const found: ListedPolicy[] = [];
    const request = encodeProto([1, this.#dialect.globalTable], [3, FAMILY], [9, 1]);
    try {
      for await (const response of this.#open("ListPath", request, this.#deadline)) {
        for (const destination of response.messages(1)) found.push(...destination.messages(2).flatMap(listedFrom));
      }
    } catch (reason) {
      this.#fail(reason);
    }
    return found;
  }

  async watch(onEvent: (event: InjectorEvent) => void): Promise<void> {
    let policies = await this.#policies();
    const compare = async () => {
      const set = await this.#policies();
      for (const event of outcomesOf({ set, withdraw: [], isWhole: true }, policies).filter(isChange)) onEvent(event);
      policies = set;
    };
    const filter = encodeProto([1, this.#dialect.best], [2, 1]);
    const stream = this.#open("WatchEvent", encodeProto([2, encodeProto([1, filter])]));
    let isQueued = false;
    let last = Promise.resolve();
    // GoBGP's events have another form of routes than lists, so they only cause a comparison of lists: one for many.
    stream.on("data", () => {
      if (isQueued) return;
      isQueued = true;
      last = last.then(() => {
        isQueued = false;
        return compare();
      });
      last.catch((reason) => stream.destroy(reason).cancel());
    });
    const end = await finished(stream).catch((reason: unknown) => reason);
    if (this.#isClosed) return;
    if (end !== undefined) this.#fail(end);
    throw new VppError("VPP_CONNECTION_LOST", `gobgpd ${this.#target}: it has ended`);
  }

  close(): void {
    this.#isClosed = true;
    // Closing the client waits for its calls.
    for (const call of this.#calls) call.cancel();
    this.#client.close();
  }

  async #make(change: PolicyChange): Promise<void> {
    const isDeleted = change.kind === "deleted";
    const { globalTable } = this.#dialect;
    const path = pathOf(change.policy, isDeleted);
    try {
      if (isDeleted) await this.#call("DeletePath", encodeProto([1, globalTable], [3, FAMILY], [4, path]));
      else await this.#call("AddPath", encodeProto([1, globalTable], [3, path]));
    } catch (reason) {
      this.#fail(reason, `not ${describeEvent(change)}: `);
    }
  }

  #call(method: string, request: Buffer): Promise<ProtoMessage> {
    const path = `/${this.#dialect.service}/${method}`;
    return new Promise((resolve, reject) => {
      const call = this.#client.makeUnaryRequest(path, same, parse, request, this.#deadline, (error, response) => {
        this.#calls.delete(call);
        if (error === null) resolve(response!);
        else reject(error);
      });
      this.#calls.add(call);
    });
  }

  get #deadline(): CallOptions {
    return { deadline: Date.now() + CALL_SECONDS * 1000 };
  }

  #open(method: string, request: Buffer, options: CallOptions = {}): ClientReadableStream<ProtoMessage> {
    const path = `/${this.#dialect.service}/${method}`;
    const call = this.#client.makeServerStreamRequest(path, same, parse, request, options);
    this.#calls.add(call);
    return call.on("close", () => this.#calls.delete(call));
  }

  async #policies(): Promise<Policy[]> {
    return (await this.list()).map(({ policy }) => policy);
  }

  /** Throws the error that a failed call is. */
  #fail(reason: unknown, what = ""): never {
    if (reason instanceof VppError) throw reason;
    const { code, details = errorText(reason) } = Object(reason) as Partial<ServiceError>;
    const text = `gobgpd ${this.#target}: ${what}${details.replace(/ Resolution note: $/, "")}`;
    throw new VppError(this.#codeOf(code), text, { cause: reason });
  }

  #codeOf(code: number | undefined): VppErrorCode {
    const { UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, INTERNAL } = this.#grpc.status;
    if (code === UNAVAILABLE) return "VPP_CONNECT";
    if (code === CANCELLED || code === INTERNAL) return "VPP_CONNECTION_LOST";
    return code === DEADLINE_EXCEEDED ? "VPP_TIMEOUT" : "VPP_FIELD_RANGE";
  }
}

/**
 * Connects to the gRPC interface of a gobgpd, without encryption.
 *
 * @param target `HOST:PORT` or `unix:PATH`.
 * @throws {VppError} `VPP_CONNECT` if no gobgpd answers; `VPP_FILE` if `@grpc/grpc-js` is not installed.
 */
export async function connectToGobgp(target: string): Promise<PolicyStore> {
  const store = new GobgpStore(await loadGrpc(), target);
  try {
    await store.open();
    return store;
  } catch (reason) {
    store.close();
    throw reason;
  }
}

async function loadGrpc(): Promise<Grpc> {
  try {
    return await import("@grpc/grpc-js");
  } catch (cause) {
    const wayOut = "install it beside tsvpp: npm install @grpc/grpc-js";
    throw new VppError("VPP_FILE", `--gobgp needs the package @grpc/grpc-js, which cannot be loaded: ${wayOut}`, {
      cause,
    });
  }
}

function pathOf(policy: Policy, isWithdraw: boolean): Buffer {
  const { nlri, attributes } = encodePath(routeOf(policy, OWN_NEXT_HOP));
  return encodeProto(
    [PATH.isWithdraw, Number(isWithdraw)],
    [PATH.family, FAMILY],
    [PATH.nlriBinary, nlri],
    ...attributes.map((bytes) => [PATH.pattrsBinary, bytes] as const),
  );
}

/** Returns the policy of a path that begins at this gobgpd; none for one of a peer, or one that cannot be read. */
function listedFrom(path: ProtoMessage): ListedPolicy[] {
  if (!NO_NEIGHBOR.includes(path.bytes(PATH.neighborIp).toString("utf8"))) return [];
  const nlriBytes = path.bytes(PATH.nlriBinary);
  const read = decodePath("ipv6-sr-policy", { nlri: nlriBytes, attributes: path.all(PATH.pattrsBinary) });
  if (typeof read === "string" || !("color" in read.nlri) || read.attributes.candidatePath === undefined) return [];
  const { nlri, nextHop, attributes } = read;
  const policy: Policy = {
    nlri,
    headends: headendsIn(attributes.extendedCommunities),
    ...(!nextHop.equals(OWN_NEXT_HOP.address) && { nextHop }),
    path: attributes.candidatePath!,
  };
  // Timestamp { seconds 1 }; GoBGP 4 gives 0 for its own paths.
  const [age] = path.messages(PATH.age);
  const seconds = age?.number(1) ?? 0;
  return [{ policy, since: seconds === 0 ? undefined : new Date(seconds * 1000), peers: [] }];
}

function same(bytes: Buffer): Buffer {
  return bytes;
}

function parse(bytes: Buffer): ProtoMessage {
  return new ProtoMessage(bytes);
}
