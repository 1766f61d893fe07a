import t from "tap";
import { ipPathMtuGet } from "../../../src/binapi/ip.ts";
import { srLocalsidsDump, srPolicyAdd } from "../../../src/binapi/sr.ts";
import { type Route, Routes } from "../../../src/client/versions/routes.ts";
import { MessageTable } from "../../../src/wire/index.ts";
import { tableBytes } from "../../helpers.ts";
import { PEER_TABLE } from "../../scripted-peer.ts";

/** The routes of a VPP whose definitions nobody must ask for. */
function routesOf(table: Readonly<Record<string, number>>): Routes {
  const ask = () => Promise.reject(new Error("asked"));
  const messages = new MessageTable(tableBytes(table), 0, Object.keys(table).length);
  return new Routes(messages, true, { folder: undefined, ask });
}

t.test("a message that VPP has as the caller knows it is used as it is, and found at once", async (t) => {
  const routes = routesOf(PEER_TABLE);
  const request = routes.of(srPolicyAdd) as Route;
  t.equal(request.request, srPolicyAdd);
  t.equal(request.answer, srPolicyAdd.reply);
  t.match(request, { id: 0x333, answerId: 0x334, otherAnswerId: -1, replyId: -1, retval: "first" });
  t.equal(routes.of(srPolicyAdd), request);
  const dump = routes.of(srLocalsidsDump) as Route;
  t.equal(dump.answer, srLocalsidsDump.details);
  t.match(dump, { id: 0x343, answerId: 0x344, retval: "none" });
  const paged = routes.of(ipPathMtuGet) as Route;
  t.match(paged, { id: 0x50, answerId: 0x52, replyId: 0x51, reply: ipPathMtuGet.reply });
});
