import t from "tap";
import { startPause } from "../../../src/client/session/pause.ts";

t.test("a pause is over when its timer fires", async (t) => {
  const { timer, over } = startPause(1, new AbortController().signal);
  t.equal(timer.hasRef(), true);
  await over;
});

t.test("aborting ends a pause, and its timer", async (t) => {
  const controller = new AbortController();
  const { timer, over } = startPause(2 ** 30, controller.signal);
  controller.abort();
  await over;
  t.match(timer, { _destroyed: true });
});

t.test("a pause whose signal was aborted before is over at once", async () => {
  await startPause(2 ** 30, AbortSignal.abort()).over;
});
