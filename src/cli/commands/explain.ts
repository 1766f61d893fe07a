import { Prefix } from "../../address/index.ts";
import type { VppClient } from "../../client/index.ts";
import { readInterfaceNames, readTables, Srv6 } from "../../srv6/index.ts";
import { CLIENT_OPTIONS, UsageError } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { branchText } from "../output/index.ts";
import { explainPath, explanationTree } from "../packet-path.ts";

const MAX_TABLE_ID = 0xfffffffe;
const MAX_TABLES_SHOWN = 10;

/** `tsvpp explain DESTINATION` */
export const explain: Command = {
  operands: ["DESTINATION"],
  options: ["table"],
  help: `Follows a packet to DESTINATION, an address or a prefix. Prints the route that matches, the policy to which the
route leads, the share of packets that each of its segment lists gets in VPP's buckets, the routes to the first SIDs,
and by how many bytes the packet grows. If DESTINATION is a BSID, that is the policy.

  tsvpp explain 172.16.104.65
`,
  optionsHelp: `  --table ID      the table in which DESTINATION is looked up (default: 0)
${CLIENT_OPTIONS}`,

  async run(invocation) {
    const { operands, values, output } = invocation;
    const destination = parseDestination(operands[0]!);
    const tableId = parseTable(values.table ?? "0");
    const [found, interfaces] = await withClient(invocation, async (vpp) => {
      await requireTable(vpp, destination.address.family, tableId);
      return await Promise.all([explainPath(new Srv6(vpp), destination, tableId), readInterfaceNames(vpp)]);
    });
    if (output.isJson) output.json(found);
    else output.text(branchText(explanationTree(found, interfaces)));
    return EXIT.done;
  },
};

/** @throws {UsageError} if VPP has no such table. */
async function requireTable(vpp: VppClient, family: 4 | 6, tableId: number): Promise<void> {
  const ids = (await readTables(vpp))[family];
  if (ids.has(tableId)) return;
  const known = [...ids].slice(0, MAX_TABLES_SHOWN).join(", ");
  const rest = ids.size > MAX_TABLES_SHOWN ? ` and ${ids.size - MAX_TABLES_SHOWN} more` : "";
  throw new UsageError(
    `--table ${tableId}: there is no such table; the IPv${family} tables of this VPP are ${known}${rest}`,
  );
}

function parseDestination(text: string): Prefix {
  const length = text.includes(":") ? 128 : 32;
  return Prefix.parse(text.includes("/") ? text : `${text}/${length}`);
}

function parseTable(text: string): number {
  const id = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (id <= MAX_TABLE_ID) return id;
  throw new UsageError(`--table ${text}: a table id is expected, 0 to ${MAX_TABLE_ID}`);
}
