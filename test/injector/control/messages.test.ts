import fc from "fast-check";
import t from "tap";
import { VppError } from "../../../src/errors.ts";
import { outcomesOf } from "../../../src/injector/change.ts";
import {
  eventFromJson,
  eventToJson,
  listedFromJson,
  listedToJson,
  outcomeFromJson,
  type Request,
  requestFromJson,
  requestToJson,
} from "../../../src/injector/control/messages.ts";
import { PAPER_FILE, plain, policiesIn, TWO_LISTS_FILE } from "../policies.ts";

const [PAPER] = policiesIn(PAPER_FILE);
const [OTHER] = policiesIn(TWO_LISTS_FILE);

t.test("requests are read as they were written", async (t) => {
  const { distinguisher: _, ...name } = OTHER!.nlri;
  const change = { set: [PAPER!], withdraw: [name, OTHER!.nlri], isWhole: true };
  const requests: readonly Request[] = [
    { kind: "list" },
    { kind: "watch" },
    { kind: "change", change, isDryRun: false },
  ];
  for (const request of requests) t.same(plain(requestFromJson(plain(requestToJson(request)))), plain(request));
});

t.test("a request that does not say whether it is a dry run is one", async (t) => {
  const change = { set: [], withdraw: [], isWhole: true };
  t.match(requestFromJson({ kind: "change", change }), { isDryRun: true });
});

t.test("outcomes, events and listed policies are read as they were written", async (t) => {
  const changed = policiesIn(PAPER_FILE.replace("10", "11"));
  const outcomes = outcomesOf({ set: [OTHER!, ...changed], withdraw: [{ ...OTHER!.nlri, color: 9 }], isWhole: true }, [
    PAPER!,
  ]);
  for (const outcome of [...outcomes, ...outcomesOf({ set: [PAPER!], withdraw: [], isWhole: true }, [PAPER!, OTHER!])])
    t.same(plain(outcomeFromJson(plain(eventToJson(outcome)))), plain(outcome));
  t.same(eventFromJson({ kind: "peer", text: "up" }), { kind: "peer", text: "up" });
  const listed = { policy: PAPER!, since: new Date(0), peers: [{ address: "fd11::1", isSent: false, reason: "down" }] };
  t.same(plain(listedFromJson(plain(listedToJson(listed)))), plain(listed));
});

t.test("what is no request or outcome is refused", async (t) => {
  const change = { set: [], withdraw: [], isWhole: false };
  for (const value of [
    null,
    7,
    [],
    {},
    { kind: "end" },
    { kind: "change" },
    { kind: "change", change: { ...change, set: {} } },
    { kind: "change", change: { ...change, withdraw: [null] } },
    { kind: "change", change: { ...change, set: [{ nlri: 1 }] } },
  ]) {
    t.throws(() => requestFromJson(value), { name: "VppError", code: /VPP_JSON|VPP_DOCUMENT/ });
  }
  t.throws(() => outcomeFromJson({ kind: "moved" }), { code: "VPP_JSON" });
});

t.test("any value is a request or an error of ours", async (t) => {
  const whole = plain(
    requestToJson({ kind: "change", change: { set: [PAPER!], withdraw: [], isWhole: true }, isDryRun: false }),
  );
  const places = [...JSON.stringify(whole).matchAll(/"[^"]*"|\d+/g)].map(
    ({ index, 0: { length } }) => [index, length] as const,
  );
  const requests = fc.oneof(
    fc.json(),
    // A request with one part of another kind.
    fc.tuple(fc.constantFrom(...places), fc.json()).map(([[at, length], json]) => {
      const text = JSON.stringify(whole);
      return `${text.slice(0, at)}${json}${text.slice(at + length)}`;
    }),
  );
  fc.assert(
    fc.property(requests, (text) => {
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        return true;
      }
      try {
        requestFromJson(value);
        return true;
      } catch (reason) {
        return reason instanceof VppError && reason.code !== "VPP_INTERNAL";
      }
    }),
    { numRuns: 2000 },
  );
  t.pass("as described");
});
