import t from "tap";
import { findRequest } from "../../src/cli/messages.ts";
import { TOOLBOX } from "./api/run-api.ts";
import { invocation, tsvppBeside } from "./tsvpp.ts";

/** Names and CRCs as VPP's own Python client has them for VPP 26.06; `returns` of the service in VPP's definition. */
const known: readonly (readonly [name: string, found: object])[] = [
  ["sr_policy_add", { kind: "request", crc: "44ac92e8", reply: { name: "sr_policy_add_reply" } }],
  ["ip_table_dump", { kind: "dump", crc: "51077d14", details: { name: "ip_table_details" } }],
];

for (const [name, found] of known) {
  t.test(`${name} is that of the bindings, without a VPP`, async (t) => {
    t.match(await findRequest(name, invocation()), { name, ...found });
  });
}

t.test("a message of a file is compiled", async (t) => {
  const found = await findRequest("toolbox_list", invocation({ values: { api: TOOLBOX } }));
  t.match(found, { name: "toolbox_list", kind: "dump", details: { name: "toolbox_list_item" } });
});

const refused: readonly (readonly [title: string, name: string, message: string | RegExp])[] = [
  ["a reply", "sr_policy_add_reply", "sr_policy_add_reply: an answer, which only VPP sends; call sr_policy_add"],
  ["an event", "sw_interface_event", "sw_interface_event: an event, which only VPP sends"],
  ["a name that no message has", "sr_polcy_add", /^no such message: sr_polcy_add; did you mean sr_policy_add, /],
  ["details of a file", "toolbox_details", "toolbox_details: only VPP sends it"],
  ["a name that comes near one of a file", "toolbox_lst", /^no such message: toolbox_lst; did you mean toolbox_list/],
];

for (const [title, name, message] of refused) {
  t.test(`refuses ${title}`, async (t) => {
    await t.rejects(findRequest(name, invocation({ values: { api: TOOLBOX } })), { name: "UsageError", message });
  });
}

t.test("a message that only this VPP has is compiled from its definition, unless only VPP sends it", async (t) => {
  const simulation = tsvppBeside("simulate", "--json", "--api", TOOLBOX);
  const { socketPath } = JSON.parse((await simulation.out()) ?? "");
  t.match(await findRequest("toolbox_probe", invocation({ socketPath })), { name: "toolbox_probe", kind: "request" });
  await t.rejects(findRequest("toolbox_details", invocation({ socketPath })), {
    message: "toolbox_details: only VPP sends it",
  });
  await t.rejects(findRequest("sr_polcy_add", invocation({ socketPath })), {
    message: /^no such message: sr_polcy_add; did you mean sr_policy_add, /,
  });
  simulation.interrupt("SIGINT");
  await simulation.exitCode;
});
