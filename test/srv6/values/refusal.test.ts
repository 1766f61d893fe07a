import t from "tap";
import { VppError } from "../../../src/errors.ts";
import {
  abortedBy,
  checking,
  hazard,
  invalid,
  Refusal,
  requireRunning,
  throwIf,
} from "../../../src/srv6/values/refusal.ts";

t.test("a refusal is an error of its code and text, with its details", async (t) => {
  t.match(invalid("no SID").error, { code: "VPP_SRV6", message: "no SID", effect: "none" });
  t.match(hazard("VPP crashes").error, { code: "VPP_HAZARD", message: "VPP crashes", effect: "none" });
  const { error } = new Refusal("VPP_RETVAL", "no such entry", { retval: -6, messageName: "sr_policy_del" });
  t.match(error, { code: "VPP_RETVAL", retval: -6, messageName: "sr_policy_del" });
});

t.test("only a refusal is thrown", async (t) => {
  throwIf(undefined);
  t.throws(() => throwIf(invalid("no SID")), { code: "VPP_SRV6", message: "no SID" });
});

t.test("a check returns what VPP answers", async (t) => {
  t.equal(await checking(async () => 7), 7);
});

t.test("a check that VPP refuses or loses sends nothing, and keeps the code and details", async (t) => {
  const cause = new Error("socket");
  const details = { messageName: "ip_route_lookup", retval: -6, retvalName: "NO_SUCH_ENTRY", context: 9, cause };
  const failed = new VppError("VPP_TIMEOUT", "ip_route_lookup: no answer within 5000 ms", details);
  t.equal(failed.effect, "unknown");
  const checked = checking(async () => {
    throw failed;
  });
  await t.rejects(checked, {
    ...details,
    code: "VPP_TIMEOUT",
    effect: "none",
    message: "not sent: a check could not be made: ip_route_lookup: no answer within 5000 ms",
  });
});

t.test("a detail that a failed check does not have is no own property of the error", async (t) => {
  const checked = checking(async () => {
    throw new VppError("VPP_CLOSED", "closed");
  });
  const error: object = await checked.then(Object, Object);
  t.notOk(Object.hasOwn(error, "retval") || Object.hasOwn(error, "messageName"));
});

t.test("a bug in a check is thrown as it is", async (t) => {
  const bug = new TypeError("bug");
  const checked = checking(async () => {
    throw bug;
  });
  t.equal(await checked.catch((reason) => reason), bug);
});

t.test("a signal that is aborted refuses operations that are not sent, with its reason as the cause", async (t) => {
  const cause = new Error("enough");
  const signal = AbortSignal.abort(cause);
  const aborted = { code: "VPP_ABORTED", effect: "none", message: "not sent: aborted", cause };
  t.match(abortedBy(signal), aborted);
  t.throws(() => requireRunning(signal), aborted);
  requireRunning(undefined);
  requireRunning(new AbortController().signal);
});
