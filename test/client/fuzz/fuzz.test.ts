import t from "tap";
import { fuzzFrames } from "./fuzz.ts";

const COUNT = 100_000;

t.test("frames that are broken at random are answers or errors of calls, each of which settles once", async (t) => {
  const { frames, broken, streams, ended, read, calls, failed } = await fuzzFrames(COUNT, 1);
  t.ok(broken >= COUNT);
  t.ok(ended > streams / 100, "some streams are out of step");
  t.ok(ended < streams / 2, "most are not");
  t.ok(read > frames / 10, "many messages are still read");
  t.ok(failed > calls / 20, "some calls fail");
});
