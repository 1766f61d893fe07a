import { srPolicyAddV2, srPolicyModV2 } from "../../binapi/sr.ts";
import type { Encap, FoundLocalSid, Steering } from "../values/index.ts";
import type { NumberedPolicy, Tables } from "./dumps.ts";
import { readInterfaces, readNumberedPolicies, readSteering, readTables } from "./dumps.ts";
import { readEncap } from "./encap.ts";
import { readFoundLocalSids, readHasMicroSids } from "./local-sids.ts";
import type { Questions } from "./questions.ts";

/** The parts of the state of a VPP that are read at once, and followed from then on. */
export interface Facts {
  readonly encap: Encap;
  readonly takesSource: boolean;
  readonly tables: Tables;
  readonly interfaces: ReadonlySet<number>;
  readonly localSids: readonly FoundLocalSid[];
  readonly policies: readonly NumberedPolicy[];
  readonly steering: readonly Steering[];
  readonly hasMicroSids: boolean;
}

/** Reads each fact. */
export const READ: { readonly [F in keyof Facts]: (vpp: Questions) => Promise<Facts[F]> } = {
  encap: readEncap,
  takesSource: async ({ messageTable }) => messageTable.has(srPolicyAddV2) && messageTable.has(srPolicyModV2),
  tables: readTables,
  interfaces: readInterfaces,
  localSids: readFoundLocalSids,
  policies: readNumberedPolicies,
  steering: readSteering,
  hasMicroSids: readHasMicroSids,
};
