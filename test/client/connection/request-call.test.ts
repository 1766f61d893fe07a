import t from "tap";
import { srSetEncapHopLimit } from "../../../src/binapi/sr.ts";
import { showVersion } from "../../../src/binapi/vpe.ts";
import { type CallHost, OwnCall, type RequestCall } from "../../../src/client/connection/request-call.ts";
import { ownMessages, ServedMessages } from "../../../src/client/versions/index.ts";
import { VppError } from "../../../src/errors.ts";
import { MessageTable, type Request, WireReader } from "../../../src/wire/index.ts";
import { bytes, tableBytes, viewOf } from "../../helpers.ts";
import { PEER_TABLE } from "../../scripted-peer.ts";

const HOP_LIMIT_REPLY = 0x340;
const VERSION_REPLY = 0x31;
const table = new MessageTable(tableBytes(PEER_TABLE), 0, Object.keys(PEER_TABLE).length);
const messages = new ServedMessages(table, true, { folder: undefined, ask: async () => undefined });

/** A call of this request, and how it ended. */
class Called {
  readonly ends: unknown[] = [];
  readonly call: RequestCall<unknown>;
  readonly #host: CallHost = { reader: new WireReader(), deadlineIn: (ms) => ms, publishEnd: () => {} };

  constructor(message: Request<never, unknown>, timeoutMs: number = Number.POSITIVE_INFINITY) {
    const served = messages.of(message as never);
    if (served instanceof Promise) throw new Error("its version is known");
    const note = (end: unknown): void => void this.ends.push(end);
    this.call = new OwnCall(served, this.#host, timeoutMs, note, note);
  }

  /** Gives it a message of VPP in hex, from the id on, in memory where it does not begin at 0. */
  receive(hex: string): boolean {
    const memory = bytes("aaaaaa", hex);
    const view = viewOf(memory);
    Object.assign(this.#host.reader, { bytes: memory, view });
    return this.call.receive(view.getUint16(3), view, 3, memory.length - 3);
  }
}

t.test("a reply resolves with its fields, and the call wants no more", async (t) => {
  const called = new Called(srSetEncapHopLimit as never);
  t.equal(called.receive("0340 00000007 00000003"), true);
  t.same(called.ends, [{ retval: 3 }]);
});

t.test("a message of another id is not the reply", async (t) => {
  const called = new Called(srSetEncapHopLimit as never);
  t.equal(called.receive("0031 00000007 00000000"), false);
  t.same(called.ends, []);
});

t.test("a negative return value rejects, and the fields behind it are not read", async (t) => {
  const called = new Called(showVersion as never);
  t.equal(called.receive(`${VERSION_REPLY.toString(16).padStart(4, "0")} 00000007 fffffffa`), true);
  t.match(called.ends, [
    { code: "VPP_RETVAL", effect: "rejected", retval: -6, messageName: "show_version", context: 7 },
  ]);
});

t.test("a reply that is too short rejects with the name of its request", async (t) => {
  const called = new Called(srSetEncapHopLimit as never);
  t.equal(called.receive(`${HOP_LIMIT_REPLY.toString(16).padStart(4, "0")} 00000007 0000`), true);
  t.match(called.ends, [
    { code: "VPP_WIRE_RANGE", effect: "unknown", message: /^sr_set_encap_hop_limit: /, context: 7 },
  ]);
});

t.test("a failure of the decoder is a bug of ours, and VPP may have carried the request out", async (t) => {
  const cause = new TypeError("x is not a function");
  const read = (): never => {
    throw cause;
  };
  const { ping } = ownMessages(table);
  const ends: unknown[] = [];
  const note = (end: unknown): void => void ends.push(end);
  const broken = { ...ping, answer: { ...ping.answer, codec: { ...ping.answer.codec, read } } };
  const call = new OwnCall(
    broken,
    { reader: new WireReader(), deadlineIn: (ms) => ms, publishEnd: () => {} },
    0,
    note,
    note,
  );
  const reply = bytes("0018 00000007 00000000 00000000 00000000");
  t.equal(call.receive(0x18, viewOf(reply), 0, reply.length), true);
  t.match(ends, [{ code: "VPP_INTERNAL", effect: "unknown", messageName: "control_ping", context: 7, cause }]);
});

t.test("a call is late from its deadline on, and ends with the reason that it is given", async (t) => {
  const called = new Called(srSetEncapHopLimit as never, 100);
  t.same(
    [99, 100, 101].map((now) => called.call.isLate(now)),
    [false, true, true],
  );
  const reason = new VppError("VPP_TIMEOUT", "late");
  called.call.fail(reason);
  t.same(called.ends, [reason]);
  t.equal(called.call.messageName, "sr_set_encap_hop_limit");
});
