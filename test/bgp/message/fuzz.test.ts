/** Messages with random mistakes: whatever a peer sends, reading ends without an exception (RFC 7606). */
import t from "tap";
import { fuzzBgp, fuzzNotifications, fuzzOpens, fuzzUpdates } from "./fuzz.ts";

const RUNS = 20_000;

t.test("every UPDATE with mistakes is read, or refused with a notification", async (t) => {
  const { read, refused } = fuzzUpdates(RUNS);
  t.ok(read > 0 && refused > 0);
});

t.test("every OPEN with mistakes is read, or refused with a notification", async (t) => {
  const { read, refused } = fuzzOpens(RUNS);
  t.ok(read > 0 && refused > 0);
});

t.test("every NOTIFICATION is read", async (t) => {
  t.doesNotThrow(() => fuzzNotifications(RUNS / 10));
});

t.test("a seed brings the same messages again", async (t) => {
  t.same(fuzzBgp(1000, 7), fuzzBgp(1000, 7));
});
