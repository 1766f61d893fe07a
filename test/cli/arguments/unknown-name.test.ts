import t from "tap";
import { unknownName } from "../../../src/cli/arguments/unknown-name.ts";

const NAMES = ["show_version", "sr_policy_add", "sr_policy_del"];

t.test("an unknown name is told with what comes near", async (t) => {
  t.equal(
    unknownName("message", "sr_polcy_add", NAMES),
    "no such message: sr_polcy_add; did you mean sr_policy_add, sr_policy_del?",
  );
});

t.test("nothing is suggested when nothing comes near", async (t) => {
  t.equal(unknownName("message", "bogus", NAMES), "no such message: bogus");
});
