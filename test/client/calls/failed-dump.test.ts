import t from "tap";
import { failedDump } from "../../../src/client/calls/failed-dump.ts";
import { VppError } from "../../../src/errors.ts";

t.test("the first step of a dump that was not asked for fails, and the next ones are its end", async (t) => {
  const reason = new VppError("VPP_FIELD_RANGE", "dump: 5 is not a dump");
  const dump = failedDump(reason);
  t.equal(dump[Symbol.asyncIterator](), dump);
  await t.rejects(dump.next(), reason);
  t.same(await dump.next(), { done: true, value: undefined });
});
