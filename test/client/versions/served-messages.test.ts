import t from "tap";
import { ipPathMtuGet } from "../../../src/binapi/ip.ts";
import { srLocalsidsDump, srPolicyAdd } from "../../../src/binapi/sr.ts";
import { ServedMessages, type ServedRequest } from "../../../src/client/versions/served-messages.ts";
import { MessageTable } from "../../../src/wire/index.ts";
import { tableBytes } from "../../helpers.ts";
import { PEER_TABLE } from "../../scripted-peer.ts";

/** The messages of a VPP that must not be asked for its definitions. */
function messagesOf(table: Readonly<Record<string, number>>): ServedMessages {
  const ask = () => Promise.reject(new Error("asked"));
  const messages = new MessageTable(tableBytes(table), 0, Object.keys(table).length);
  return new ServedMessages(messages, true, { folder: undefined, ask });
}

t.test("a message that VPP has as the caller knows it is used as it is, and found at once", async (t) => {
  const messages = messagesOf(PEER_TABLE);
  const request = messages.of(srPolicyAdd) as ServedRequest;
  t.equal(request.request, srPolicyAdd);
  t.equal(request.answer, srPolicyAdd.reply);
  t.match(request, { id: 0x333, answerId: 0x334, otherAnswerId: -1, replyId: -1, retval: "first" });
  t.equal(messages.of(srPolicyAdd), request);
  const dump = messages.of(srLocalsidsDump) as ServedRequest;
  t.equal(dump.answer, srLocalsidsDump.details);
  t.match(dump, { id: 0x343, answerId: 0x344, retval: "none" });
  const paged = messages.of(ipPathMtuGet) as ServedRequest;
  t.match(paged, { id: 0x50, answerId: 0x52, replyId: 0x51, reply: ipPathMtuGet.reply });
});
