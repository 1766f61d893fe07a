import t from "tap";
import { controlPing, memclntKeepalive } from "../../../src/binapi/memclnt.ts";
import { srPoliciesDump, srPolicyDel } from "../../../src/binapi/sr.ts";
import type { Caller } from "../../../src/simulator/handlers/handlers.ts";
import { Handlers } from "../../../src/simulator/handlers/handlers.ts";

/** Handlers of these tests look at fields only. */
const CALLER = { clientIndex: 0x80000001 } as Caller;

function answers(handlers: Handlers, name: string, fields: object = {}): unknown[] {
  return [...handlers.find(name)!.handle(fields, CALLER)];
}

t.test("a message without a handler is not found", async (t) => {
  t.equal(new Handlers().find("control_ping"), undefined);
});

t.test("a request has one answer, or none", async (t) => {
  const handlers = new Handlers();
  handlers.request(controlPing, (_, { clientIndex }) => ({ retval: 0, clientIndex, vpePid: 5 }));
  handlers.request(memclntKeepalive, () => undefined);
  t.same(answers(handlers, "control_ping"), [{ retval: 0, clientIndex: 0x80000001, vpePid: 5 }]);
  t.same(answers(handlers, "memclnt_keepalive"), []);
  t.match(handlers.find("control_ping"), { request: controlPing, answer: { name: "control_ping_reply" } });
});

t.test("a request with a return value alone gets it as its reply", async (t) => {
  const handlers = new Handlers();
  handlers.retval(srPolicyDel, ({ srPolicyIndex }) => -srPolicyIndex);
  t.same(answers(handlers, "sr_policy_del", { srPolicyIndex: 6 }), [{ retval: -6 }]);
});

t.test("a dump has any number of details", async (t) => {
  const handlers = new Handlers();
  const details = { bsid: "cafe::1", isSpray: false, isEncap: true, fibTable: 0, sidLists: [] };
  handlers.dump(srPoliciesDump, () => [details, details]);
  t.same(answers(handlers, "sr_policies_dump"), [details, details]);
  t.equal(handlers.find("sr_policies_dump")?.answer.name, "sr_policies_details");
});

t.test("a later handler takes the place of the earlier", async (t) => {
  const handlers = new Handlers();
  for (const retval of [0, -9]) handlers.retval(srPolicyDel, () => retval);
  t.same(answers(handlers, "sr_policy_del"), [{ retval: -9 }]);
});
