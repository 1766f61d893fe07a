import t from "tap";
import { srPolicyAdd, srSetEncapHopLimit } from "../../../src/binapi/sr.ts";
import { BusyPoll } from "../../../src/client/connection/busy-poll.ts";
import { PendingCalls } from "../../../src/client/connection/pending.ts";
import { Sender } from "../../../src/client/connection/sender.ts";
import type { ServedRequest } from "../../../src/client/versions/served-messages.ts";
import type { Transport } from "../../../src/transport/index.ts";
import { bytes, viewOf } from "../../helpers.ts";

/** A way that takes messages of up to `mostBytes`, and notes what leaves when. */
class NotedTransport {
  readonly bytes: Buffer = Buffer.alloc(1000, 0xaa);
  readonly view: DataView = viewOf(this.bytes);
  /** What each flush sent, in hex. */
  readonly flushed: string[] = [];
  readonly #mostBytes: number;
  #end = 0;
  #reserved = 0;
  #sent = 0;

  constructor(mostBytes = 1000) {
    this.#mostBytes = mostBytes;
  }

  reserve(byteLength: number): number {
    if (byteLength > this.#mostBytes) return -1;
    this.#reserved = byteLength;
    return this.#end;
  }

  commit(): void {
    this.#end += this.#reserved;
  }

  flush(): void {
    this.flushed.push(this.bytes.toString("hex", this.#sent, this.#end));
    this.#sent = this.#end;
  }
}

const call = { messageName: "", timeoutMs: 5000, receive: () => true, isLate: () => false, fail: () => {} };
const served = (request: ServedRequest["request"], id: number) =>
  ({ id, request, hazard: undefined }) as unknown as ServedRequest;
const hopLimitRoute = served(srSetEncapHopLimit, 0x33f);

function sender(transport: NotedTransport, pending = new PendingCalls()): Sender {
  return new Sender(transport as unknown as Transport, 0x80000001, pending, new BusyPoll(pending));
}

function hex(context: number): string {
  return context.toString(16).padStart(8, "0");
}

t.test("requests of one turn leave in one flush, those of the next in another", async (t) => {
  const transport = new NotedTransport();
  const client = sender(transport);
  const contexts = [1, 2].map((hopLimit) => hex(client.send(hopLimitRoute, { hopLimit }, call)));
  t.same(transport.flushed, []);
  await Promise.resolve();
  contexts.push(hex(client.send(hopLimitRoute, { hopLimit: 3 }, call)));
  await Promise.resolve();
  const sent = contexts.map((context, at) => bytes("033f 80000001", context, `0${at + 1}`).toString("hex"));
  t.same(transport.flushed, [`${sent[0]}${sent[1]}`, sent[2]]);
});

t.test("a request that cannot be encoded leaves nothing behind, neither bytes nor a call", async (t) => {
  const transport = new NotedTransport();
  const pending = new PendingCalls();
  const client = sender(transport, pending);
  t.throws(() => client.send(hopLimitRoute, { hopLimit: 256 }, call), { code: "VPP_FIELD_RANGE" });
  t.throws(() => client.send(served(srPolicyAdd, 0x333), {}, call), { code: "VPP_FIELD_RANGE" });
  t.equal(pending.size, 0);
  const context = hex(client.send(hopLimitRoute, { hopLimit: 1 }, call));
  await Promise.resolve();
  t.same(transport.flushed, [bytes("033f 80000001", context, "01").toString("hex")]);
  t.equal(pending.size, 1);
});

t.test("a full way is an error that names the message", async (t) => {
  const pending = new PendingCalls();
  const client = sender(new NotedTransport(10), pending);
  t.throws(() => client.send(hopLimitRoute, { hopLimit: 1 }, call), {
    code: "VPP_OVERLOADED",
    effect: "none",
    message: /^sr_set_encap_hop_limit: not sent: /,
    messageName: "sr_set_encap_hop_limit",
  });
  t.equal(pending.size, 0);
});

t.test("what fields throw themselves is told as an error of the message", async (t) => {
  const cause = new Error("no such thing");
  const fields = {
    get hopLimit(): number {
      throw cause;
    },
  };
  t.throws(() => sender(new NotedTransport()).send(hopLimitRoute, fields, call), {
    code: "VPP_FIELD_RANGE",
    message: "sr_set_encap_hop_limit: no such thing",
    cause,
  });
});
