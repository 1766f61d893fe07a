import t from "tap";
import { Silence } from "../../../src/client/calls/silence.ts";

t.test("silence is too long when no sign has come for so many milliseconds", async (t) => {
  const silence = new Silence(100);
  silence.noteSign();
  t.equal(silence.isTooLong(1000), false);
  t.equal(silence.isTooLong(1099), false);
  t.equal(silence.isTooLong(1100), true);
});

t.test("each sign begins it anew, when it is next asked for", async (t) => {
  const silence = new Silence(100);
  silence.noteSign();
  t.equal(silence.isTooLong(1000), false);
  silence.noteSign();
  t.equal(silence.isTooLong(1090), false);
  t.equal(silence.isTooLong(1189), false);
  t.equal(silence.isTooLong(1190), true);
});
