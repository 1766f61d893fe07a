import t from "tap";
import {
  closed,
  connecting,
  FIRST_PHASE,
  lost,
  opening,
  preparing,
  ready,
} from "../../../src/client/session/session-phase.ts";
import { VppError } from "../../../src/errors.ts";
import type { Transport } from "../../../src/transport/index.ts";

const SOCKET = { ref() {}, unref() {} } as unknown as Transport;
const OFF = { type: "off" } as const;
const REASON = new VppError("VPP_CONNECTION_LOST", "the connection was lost");

t.test(
  "a session connects, prepares its first connection, and is ready; the socket keeps the process alive",
  async (t) => {
    t.same(FIRST_PHASE, { state: { type: "connecting", generation: 1 }, generation: 0, handle: undefined });
    const open = opening(FIRST_PHASE, SOCKET);
    t.match(open, { state: { type: "connecting", generation: 1 }, generation: 0, handle: SOCKET });
    const prepared = preparing(open);
    t.match(prepared, { state: { type: "connecting", generation: 1 }, generation: 1, handle: SOCKET });
    t.same(ready(prepared, OFF), {
      state: { type: "ready", generation: 1, sharedMemory: OFF },
      generation: 1,
      handle: SOCKET,
    });
  },
);

t.test(
  "the connection after a lost one has the next generation; a timer keeps the process alive meanwhile",
  async (t) => {
    const timer = setTimeout(() => {}, 0);
    t.teardown(() => clearTimeout(timer));
    const away = lost(ready(preparing(opening(FIRST_PHASE, SOCKET)), OFF), REASON, 50, timer);
    t.match(away, {
      state: { type: "lost", generation: 1, reason: REASON, retryMs: 50 },
      generation: 1,
      handle: timer,
    });
    t.match(connecting(away), { state: { type: "connecting", generation: 2 }, generation: 1, handle: undefined });
  },
);

t.test("an attempt that failed is followed by one for the same generation", async (t) => {
  const timer = setTimeout(() => {}, 0);
  t.teardown(() => clearTimeout(timer));
  const failed = lost(opening(FIRST_PHASE, SOCKET), REASON, 50, timer);
  t.match(connecting(failed).state, { type: "connecting", generation: 1 });
});

t.test("a closed session keeps nothing alive", async (t) => {
  const phase = closed(ready(preparing(opening(FIRST_PHASE, SOCKET)), OFF));
  t.same(phase, { state: { type: "closed", generation: 1 }, generation: 1, handle: undefined });
});
