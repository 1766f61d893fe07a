import t from "tap";
import { MessageTable } from "../../src/wire/message-table.ts";
import { tableBytes } from "../helpers.ts";

const policyAdd = { name: "sr_policy_add", crc: "44ac92e8" };

function tableOf(entries: Readonly<Record<string, number>>): MessageTable {
  return new MessageTable(tableBytes(entries), 0, Object.keys(entries).length);
}

t.test("gives the id that VPP listed for a name and a CRC", async (t) => {
  const table = tableOf({ sr_policy_add_v2_f6297f36: 823, sr_policy_add_44ac92e8: 819, show_version_51077d14: 0xfffe });
  t.equal(table.find(policyAdd), 819);
  t.equal(table.find({ name: "sr_policy_add_v2", crc: "f6297f36" }), 823);
  t.equal(table.find({ name: "show_version", crc: "51077d14" }), 0xfffe);
});

t.test("lists what VPP has", async (t) => {
  const table = tableOf({ sr_policy_add_44ac92e8: 819, sr_policy_add_v2_f6297f36: 823 });
  t.equal(table.size, 2);
  t.same(Object.fromEntries(table.entries()), { sr_policy_add_44ac92e8: 819, sr_policy_add_v2_f6297f36: 823 });
});

t.test("a message that VPP does not have is named, with the versions that it has", async (t) => {
  const table = tableOf({ sr_policy_add_v2_f6297f36: 823, sr_policy_del_cb4d48d5: 830 });
  t.equal(table.find(policyAdd), undefined);
  t.throws(() => table.versionOf(policyAdd), {
    code: "VPP_MESSAGE_MISSING",
    effect: "none",
    messageName: "sr_policy_add",
    message: /^sr_policy_add: .* sr_policy_add_v2$/,
  });
});

t.test("a message that VPP has with another CRC is given with that CRC", async (t) => {
  const table = tableOf({ sr_policy_add_ec79ee6a: 819, sr_policy_add_v2_f6297f36: 823 });
  t.same(table.versionOf(policyAdd), { crc: "ec79ee6a", id: 819 });
});

t.test("a message that VPP has with this CRC is the version that it has", async (t) => {
  const table = tableOf({ sr_policy_add_ec79ee6a: 1, sr_policy_add_44ac92e8: 2 });
  t.same(table.versionOf(policyAdd), { crc: "44ac92e8", id: 2 });
});

t.test("tells whether VPP has a message in some version", async (t) => {
  t.ok(tableOf({ sr_policy_add_44ac92e8: 1 }).has(policyAdd));
  t.ok(tableOf({ sr_policy_add_ec79ee6a: 1 }).has(policyAdd));
  t.notOk(tableOf({ sr_policy_add_v2_44ac92e8: 1 }).has(policyAdd));
});

t.test("a name is found as a whole, not as the beginning or the end of another", async (t) => {
  const table = tableOf({ acl_plugin_control_ping_51077d14: 1, control_ping_51077d14ff: 2 });
  t.equal(table.find({ name: "control_ping", crc: "51077d14" }), undefined);
});

t.test("a number that spells a name is not taken for one", async (t) => {
  // The id 0x615f is "a_"; with the name behind it, it spells another message.
  const table = tableOf({ "51077d14": 0x615f, b_51077d14: 1 });
  t.equal(table.find({ name: "a", crc: "51077d14" }), undefined);
});

t.test("the longest name of VPP 26.06 fills its entry and is found", async (t) => {
  const name = "ip_source_and_port_range_check_interface_add_del_reply";
  t.equal(`${name}_e8d4e804`.length, 63);
  t.equal(tableOf({ [`${name}_e8d4e804`]: 7 }).find({ name, crc: "e8d4e804" }), 7);
});

t.test("a longer name is found where VPP cuts it, after 63 characters", async (t) => {
  const name = "x".repeat(60);
  t.equal(tableOf({ [`${name}_e8`]: 7 }).find({ name, crc: "e8d4e804" }), 7);
});

t.test("a table with fewer entries than it counts is refused", async (t) => {
  t.throws(() => new MessageTable(tableBytes({ show_version_51077d14: 1 }), 0, 2), { code: "VPP_WIRE_RANGE" });
  t.throws(() => new MessageTable(tableBytes({ show_version_51077d14: 1 }), 1, 1), { code: "VPP_WIRE_RANGE" });
});

t.test("the table outlives the memory that it came in", async (t) => {
  const memory = tableBytes({ sr_policy_add_44ac92e8: 819 });
  const table = new MessageTable(memory, 0, 1);
  memory.fill(0);
  t.equal(table.find(policyAdd), 819);
});
