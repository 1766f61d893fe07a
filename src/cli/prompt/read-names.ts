import type { VppClient } from "../../client/index.ts";
import type { Dump } from "../../wire/index.ts";
import type { Candidate } from "./candidate.ts";

/** What VPP holds, as far as it was read. */
export interface Names {
  readonly interfaces: readonly Candidate[];
  readonly tables: readonly Candidate[];
  readonly bsids: readonly Candidate[];
  readonly sids: readonly Candidate[];
}

/** How many names of a kind are kept: a list of more helps no reader. */
const MAX_NAMES = 20_000;

/** Reads the names of what VPP holds; of what a VPP cannot list, none. */
export async function readNames(vpp: VppClient): Promise<Names> {
  const [{ swInterfaceDump }, { ipTableDump }, { srPoliciesDump, srLocalsidsDump }] = await Promise.all([
    import("../../binapi/interface.ts"),
    import("../../binapi/ip.ts"),
    import("../../binapi/sr.ts"),
  ]);
  const all = { nameFilterValid: false, nameFilter: "" };
  const [interfaces, tables, bsids, sids] = await Promise.all([
    collect(vpp, swInterfaceDump, all, ({ interfaceName, swIfIndex }) =>
      named(interfaceName, `interface ${swIfIndex}`),
    ),
    collect(vpp, ipTableDump, {}, ({ table: { tableId, name } }) => named(String(tableId), name)),
    collect(vpp, srPoliciesDump, {}, ({ bsid }) => named(String(bsid), "policy")),
    collect(vpp, srLocalsidsDump, {}, ({ addr }) => named(String(addr), "local SID")),
  ]);
  // A table of IPv4 and one of IPv6 may have the same id.
  const ids = new Map(tables.map((table) => [table.text, table]));
  return { interfaces, tables: [...ids.values()], bsids, sids };
}

/** Only text without blanks and quotes can stand in a line as it is. */
function named(text: string, help: string): Candidate | undefined {
  return /^[^\s"[\]{},\p{Cc}]+$/u.test(text) ? { text, help } : undefined;
}

async function collect<T, Details>(
  vpp: VppClient,
  message: Dump<T, Details>,
  fields: T,
  candidateOf: (details: Details) => Candidate | undefined,
): Promise<Candidate[]> {
  const found: Candidate[] = [];
  try {
    for await (const details of vpp.dump(message, fields as never)) {
      const candidate = candidateOf(details);
      if (candidate !== undefined) found.push(candidate);
      if (found.length >= MAX_NAMES) break;
    }
  } catch {
    // An older VPP, or one that has gone: what was read is offered.
  }
  return found;
}
