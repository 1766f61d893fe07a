import { srLocalsidAddDel, srLocalsidsDump } from "../../src/binapi/sr.ts";
import { connect } from "../../src/client/index.ts";

export const SIDS = 200;

/** Adds local SIDs, reads them back, and returns their number. */
export async function addAndCount(socketPath: string, number: number): Promise<number> {
  await using vpp = await connect({ socketPath, name: `client ${number}` });
  const prefix = `fc00:${number}:`;
  const outcomes = await vpp.batch((batch) => {
    for (let i = 1; i <= SIDS; i++) batch.add(srLocalsidAddDel, localSid(`${prefix}:${i.toString(16)}`));
  });
  if (!outcomes.every(({ ok }) => ok)) throw new Error("not all were added");
  let found = 0;
  for await (const { addr } of vpp.dump(srLocalsidsDump, {})) if (String(addr).startsWith(prefix)) found++;
  return found;
}

function localSid(localsid: string) {
  const none = { swIfIndex: 0xffffffff, vlanIndex: 0, fibTable: 0, nhAddr: "::" };
  return { isDel: false, localsid, endPsp: false, behavior: 1, ...none };
}
