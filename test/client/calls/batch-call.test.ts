import t from "tap";
import { showVersion } from "../../../src/binapi/vpe.ts";
import { BatchCall } from "../../../src/client/calls/batch-call.ts";
import { Silence } from "../../../src/client/calls/silence.ts";
import type { Connection } from "../../../src/client/connection/index.ts";
import type { ServedRequest } from "../../../src/client/versions/index.ts";
import { VppError } from "../../../src/errors.ts";

const SERVED = { request: showVersion } as unknown as ServedRequest;
const FAILURE = new VppError("VPP_ABORTED", "aborted");

/** A call, what happened in its batch, and which contexts its connection forgot. */
function callOf({ isFull = false } = {}) {
  const ends: unknown[] = [];
  const forgotten: number[] = [];
  const connection = {
    send() {
      if (isFull) throw new VppError("VPP_OVERLOADED", "not sent");
      return 7;
    },
    forget: (context: number) => forgotten.push(context),
  };
  const batch = {
    silence: new Silence(100),
    succeeded: (call: BatchCall, reply: unknown) => ends.push([call.place, reply]),
    failed: (call: BatchCall, error: VppError) => ends.push([call.place, error]),
  };
  return { call: new BatchCall(batch, connection as unknown as Connection), ends, forgotten };
}

t.test("a call is on the way until its batch has the reply, and can then be sent again", async (t) => {
  const { call, ends } = callOf();
  t.equal(call.isOnTheWay, false);
  for (const place of [3, 4]) {
    call.send(place, SERVED, {});
    t.match(call, { isOnTheWay: true, place, context: 7, messageName: "show_version", timeoutMs: 100 });
    call.resolve("reply");
    t.equal(call.isOnTheWay, false);
  }
  t.same(ends, [
    [3, "reply"],
    [4, "reply"],
  ]);
});

t.test("a call that is forgotten fails, and so does its context", async (t) => {
  const { call, ends, forgotten } = callOf();
  call.send(3, SERVED, {});
  call.forget(FAILURE);
  t.same(forgotten, [7]);
  t.equal(call.isOnTheWay, false);
  t.same(ends, [[3, FAILURE]]);
});

t.test("a call that cannot be sent stays idle", async (t) => {
  const { call, ends } = callOf({ isFull: true });
  t.throws(() => call.send(3, SERVED, {}), { code: "VPP_OVERLOADED" });
  t.equal(call.isOnTheWay, false);
  t.same(ends, []);
});
