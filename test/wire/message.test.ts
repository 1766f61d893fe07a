import t from "tap";
import { swInterfaceEvent } from "../../src/binapi/interface.ts";
import { controlPing, controlPingReply, sockclntCreate } from "../../src/binapi/memclnt.ts";
import { srPoliciesV2Details, srPolicyAdd, srPolicyDelReply } from "../../src/binapi/sr.ts";
import { cliInband } from "../../src/binapi/vlib.ts";
import { type Message, messageBytes, nameCrc } from "../../src/wire/index.ts";
import { bytes, decode, encode } from "../helpers.ts";

/** Lengths that VPP 26.06 shows on its socket. */
const lengths: readonly (readonly [message: Message<unknown>, fields: unknown, byteLength: number])[] = [
  [controlPing, {}, 10],
  [controlPingReply, {}, 18],
  [sockclntCreate, { name: "" }, 70],
  [swInterfaceEvent, {}, 19],
  [srPolicyDelReply, {}, 10],
  [srPolicyAdd, {}, 297],
  [srPoliciesV2Details, { sidLists: [] }, 45],
  [srPoliciesV2Details, { sidLists: [{}, {}] }, 45 + 2 * 261],
  [cliInband, { cmd: "" }, 14],
  [cliInband, { cmd: "show €" }, 14 + 8],
];

for (const [message, fields, byteLength] of lengths) {
  t.test(`${message.name} ${JSON.stringify(fields)} is ${byteLength} bytes long`, async (t) => {
    t.equal(messageBytes(message, fields as never), byteLength);
  });
}

t.test("name and CRC together are spelled as in VPP's message table", async (t) => {
  t.equal(nameCrc(srPolicyAdd), "sr_policy_add_44ac92e8");
});

t.test("an event carries the client index and no context", async (t) => {
  const seen = "0153 80000001 0000106f 00000001 00000003 00";
  const fields = { pid: 0x106f, swIfIndex: 1, flags: 3, deleted: false };
  t.same(decode(swInterfaceEvent, bytes(seen)), fields);
  const header = { messageId: 0x153, clientIndex: 0x80000001, context: 0 };
  t.equal(encode(swInterfaceEvent, fields, header).toString("hex"), bytes(seen).toString("hex"));
});

t.test("what counts an array is not a field", async (t) => {
  t.same(Object.keys(decode(srPoliciesV2Details, Buffer.alloc(45))), [
    "bsid",
    "encapSrc",
    "type",
    "isEncap",
    "fibTable",
    "sidLists",
  ]);
});
