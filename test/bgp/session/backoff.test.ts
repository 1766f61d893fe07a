import t from "tap";
import { Backoff } from "../../../src/bgp/session/backoff.ts";

t.test("doubles the delay from 0.3 s to 10 s, and begins again after a success", async (t) => {
  const backoff = new Backoff();
  const delays = Array.from({ length: 8 }, () => backoff.next(1));
  t.same(delays, [0.3, 0.6, 1.2, 2.4, 4.8, 9.6, 10, 10]);
  backoff.reset();
  t.equal(backoff.next(0), 0.15);
});
