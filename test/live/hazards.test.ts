/** Tests that requests that crash VPP 26.06 are refused by every public method, also while another client changes VPP. */
import t from "tap";
import { createLoopback, deleteLoopback } from "../../src/binapi/interface.ts";
import { ipTableAddDel } from "../../src/binapi/ip.ts";
import { controlPing } from "../../src/binapi/memclnt.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import { BY_CLIENT, BY_DOCUMENT, BY_SRV6, GONE, KEPT } from "./hazard-rows.ts";

const socketPath = process.env.TSVPP_VPP_SOCKET;
const OTHERS_TABLE = 6004;
const FAMILIES = [4, 6] as const;

if (socketPath === undefined) {
  t.test("what a real VPP does not survive", { skip: "TSVPP_VPP_SOCKET is not set" }, async () => {});
} else {
  for (const isShared of [false, true]) {
    t.test(
      `nothing is sent that VPP does not survive${isShared ? ", while another client changes it" : ""}`,
      async (t) => {
        await using vpp = await connect({ socketPath });
        await using other = await connect({ socketPath });
        await using _ = await setScene(vpp);
        const { vpePid } = await vpp.request(controlPing, {});
        for (const [what, attempt, code, message] of [...BY_SRV6, ...BY_CLIENT, ...BY_DOCUMENT]) {
          const changes = isShared ? addAndDelete(new Srv6(other)) : undefined;
          await t.rejects(attempt(vpp), { code, message }, what);
          await changes;
          t.equal((await vpp.request(controlPing, {})).vpePid, vpePid, "VPP lives");
        }
      },
    );
  }

  t.test("a local SID whose interface is gone can be deleted, and leaves nothing", async (t) => {
    await using vpp = await connect({ socketPath });
    const srv6 = new Srv6(vpp);
    const { swIfIndex } = await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
    await srv6.addLocalSid({ sid: "fc06::1", behavior: { type: "End.X", nextHop: "fe80::1", swIfIndex } });
    await srv6.addLocalSid({ sid: "fc06:1::", behavior: { type: "uA", nextHop: "fe80::1", swIfIndex } });
    await vpp.request(deleteLoopback, { swIfIndex });
    for (const { sid } of await srv6.localSids()) await srv6.deleteLocalSid(sid);
    t.same([...(await srv6.localSids()), ...(await srv6.orphans())], []);
  });
}

/** Adds the state for all rows; a part of it uses tables that are then deleted. */
async function setScene(vpp: VppClient): Promise<AsyncDisposable> {
  const srv6 = new Srv6(vpp);
  for (const tableId of [KEPT, GONE]) for (const family of FAMILIES) await srv6.addTable(tableId, family);
  const segmentLists = ["fc06::1", "fc06::2"].map((sid) => ({ segments: [sid] }));
  await srv6.addLocalSid({ sid: "fc06::1", behavior: { type: "End" } });
  await srv6.addLocalSid({ sid: "fc06::2", behavior: { type: "End" }, fibTable: GONE });
  await srv6.addLocalSid({ sid: "fc06::4", behavior: { type: "End.DT4", tableId: KEPT } });
  await srv6.addLocalSid({ sid: "fc06::5", behavior: { type: "End.DT4", tableId: GONE } });
  await srv6.addPolicy({ bsid: "cafe:6::1", segmentLists });
  await srv6.addPolicy({ bsid: "cafe:6::2", segmentLists, fibTable: GONE });
  await srv6.addPolicy({ bsid: "cafe:6::3", segmentLists: segmentLists.slice(0, 1), policyType: "tef" });
  await srv6.addPolicy({ bsid: "cafe:6::4", segmentLists, headend: "insert", fibTable: KEPT });
  await srv6.addPolicy({ bsid: "cafe:6::5", segmentLists: [...segmentLists, { segments: ["fc06::3"] }] });
  await srv6.steer({ kind: "l3", prefix: "10.61.0.0/16" }, "cafe:6::1");
  await srv6.steer({ kind: "l3", prefix: "10.62.0.0/16", tableId: GONE }, "cafe:6::5");
  await setTables(vpp, GONE, false);
  return { [Symbol.asyncDispose]: () => clear(vpp) };
}

/** Adds or deletes tables by messages, since the checks would refuse to delete them. */
async function setTables(vpp: VppClient, tableId: number, isAdd: boolean): Promise<void> {
  for (const isIp6 of [false, true]) await vpp.request(ipTableAddDel, { isAdd, table: { tableId, isIp6, name: "" } });
}

/** Deletes the state of the rows. This fails if a refused request was carried out, since then tables are still in use. */
async function clear(vpp: VppClient): Promise<void> {
  const srv6 = new Srv6(vpp);
  await setTables(vpp, GONE, true);
  for (const traffic of await srv6.steering()) await srv6.unsteer(traffic);
  for (const { bsid } of await srv6.policies()) await srv6.deletePolicy(bsid);
  for (const { sid } of await srv6.localSids()) await srv6.deleteLocalSid(sid);
  for (const tableId of [KEPT, GONE]) for (const family of FAMILIES) await srv6.deleteTable(tableId, family);
}

/** Adds and deletes other SRv6 state. */
async function addAndDelete(srv6: Srv6): Promise<void> {
  const [list, more] = ["fc07::1", "fc07::2"].map((sid) => ({ segments: [sid] }));
  const traffic = { kind: "l3", prefix: "10.71.0.0/16" } as const;
  await srv6.addTable(OTHERS_TABLE, 6);
  await srv6.addLocalSid({ sid: "fc07::6", behavior: { type: "End.DT6", tableId: OTHERS_TABLE } });
  await srv6.addPolicy({ bsid: "cafe:7::1", segmentLists: [list!], fibTable: OTHERS_TABLE });
  await srv6.steer(traffic, "cafe:7::1");
  await srv6.addSegmentList("cafe:7::1", more!);
  await srv6.deleteSegmentList("cafe:7::1", list!);
  await srv6.unsteer(traffic);
  await srv6.deletePolicy("cafe:7::1");
  await srv6.deleteLocalSid("fc07::6");
  await srv6.deleteTable(OTHERS_TABLE, 6);
}
