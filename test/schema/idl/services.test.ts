import t from "tap";
import { parseApi } from "../../../src/schema/idl/resolve.ts";

/** Messages, services, and what follows each request. @see VPP src/tools/vppapigen/vppapigen.py, `process` */
const services: readonly (readonly [messages: string, service: string, found: Readonly<Record<string, unknown>>])[] = [
  ["a a_reply", "", { a: { reply: "a_reply" } }],
  ["a_reply a", "", { a: { reply: "a_reply" } }],
  ["a_dump a_details", "", { a_dump: { reply: "a_details", stream: true } }],
  ["a_details a_dump", "", { a_dump: { reply: "a_details", stream: true } }],
  [
    "a_get a_get_reply a_details",
    "rpc a_get returns a_get_reply stream a_details;",
    { a_get: { reply: "a_get_reply", stream: true, streamMessage: "a_details" } },
  ],
  ["a_get a_get_reply", "", { a_get: { reply: "a_get_reply" } }],
  [
    "a_dump a_details b b_reply",
    "rpc a_dump returns stream b;",
    { a_dump: { reply: "b", stream: true }, b: { reply: "b_reply" } },
  ],
  ["a_v2_dump a_v2_details", "", { a_v2_dump: { reply: "a_v2_details", stream: true } }],
  ["a", "rpc a returns null;", { a: { reply: "null" } }],
  ["a a_reply e", "rpc a returns a_reply events e;", { a: { reply: "a_reply", events: ["e"] } }],
  [
    "a a_reply e_dump f_details",
    "rpc a returns a_reply events e_dump, f_details;",
    { a: { reply: "a_reply", events: ["e_dump", "f_details"] } },
  ],
  ["a b_reply b b_reply_reply", "rpc a returns b;", { a: { reply: "b" }, b: { reply: "b_reply" } }],
  ["toString toString_reply", "", { toString: { reply: "toString_reply" } }],
];

for (const [messages, service, found] of services) {
  t.test(`${messages}${service && `, ${service}`}`, async (t) => {
    const module = parseApi(fileOf(messages, service), "a.api");
    const served = module.messages.filter((message) => message.service !== undefined);
    t.strictSame(Object.fromEntries(served.map((message) => [message.name, message.service])), found);
  });
}

/** Messages are on lines of their own, from column 8 on; services on line 10, from column 11 on. */
const faults: readonly (readonly [messages: string, service: string, message: string])[] = [
  ["a", "", "1:8: a has no a_reply, and no service for it\n"],
  ["a a_reply b_reply", "", "3:8: b_reply has no request b\n"],
  ["a_dump", "", "1:8: a_dump has no a_details, and no service for it\n"],
  ["a_details", "", "1:8: a_details has no a_dump or a_get\n"],
  ["a_get a_get_reply a_details", "", "3:8: a_get needs a service that streams a_details\n"],
  [
    "a a_reply a_reply_reply",
    "rpc a_reply returns a_reply_reply; rpc a returns a_reply;",
    "10:15: a_reply cannot have a service: it is the reply of another message\n",
  ],
  ["a", "rpc b returns null;", "10:15: there is no message b in this file\n"],
  ["a", "rpc a returns b;", "10:25: there is no message b in this file\n"],
  ["a", "rpc a returns stream b;", "10:32: there is no message b in this file\n"],
  ["a a_reply", "rpc a returns a_reply stream b;", "10:40: there is no message b in this file\n"],
  ["a a_reply", "rpc a returns a_reply events b;", "10:40: there is no message b in this file\n"],
  ["a", "rpc a returns null; rpc a returns null;", "10:35: a has two services\n"],
];

for (const [messages, service, message] of faults) {
  t.test(`refuses ${messages}${service && `, ${service}`}`, async (t) => {
    t.throws(() => parseApi(fileOf(messages, service), "a.api"), { code: "VPP_SCHEMA", message: `a.api:${message}` });
  });
}

function fileOf(messages: string, service: string): string {
  const lines = messages.split(" ").map((name) => `define ${name} { u32 context; };`);
  return [...lines, ...Array(9 - lines.length).fill(""), service && `service { ${service} };`].join("\n");
}
