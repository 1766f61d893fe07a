import type { VppClient } from "../../client/index.ts";
import type { Command } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import type { Output } from "../output.ts";
import { unknownName } from "../unknown-name.ts";
import { UsageError } from "../usage-error.ts";

/** Reads something from VPP and prints it. */
type Show = (vpp: VppClient, output: Output) => Promise<void>;

const SUBJECTS: ReadonlyMap<string, () => Promise<Show>> = new Map([
  ["version", async () => (await import("../show/version.ts")).showVersion],
  ["interfaces", async () => (await import("../show/interfaces.ts")).showInterfaces],
  ["tables", async () => (await import("../show/tables.ts")).showTables],
  ["encap", async () => (await import("../show/srv6.ts")).showEncap],
  ["localsids", async () => (await import("../show/srv6.ts")).showLocalSids],
  ["policies", async () => (await import("../show/srv6.ts")).showPolicies],
  ["steering", async () => (await import("../show/srv6.ts")).showSteering],
]);

const names = [...SUBJECTS.keys()];

/** `tsvpp show SUBJECT` */
export const show: Command = {
  operands: ["SUBJECT"],
  help: `Shows what VPP holds. SUBJECT is one of
  ${names.join(" | ")}

  tsvpp show policies
`,

  async run(invocation) {
    const name = invocation.operands[0]!;
    const load = SUBJECTS.get(name);
    if (load === undefined) throw new UsageError(`${unknownName("subject", name, names)} (${names.join(", ")})`);
    const showSubject = await load();
    await withClient(invocation, (vpp) => showSubject(vpp, invocation.output));
    return EXIT.done;
  },
};
