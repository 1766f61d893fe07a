// What the installed declarations promise to a program in TypeScript.
import { connect } from "tsvpp";
import { srLocalsidsDump, srPolicyAdd } from "tsvpp/binapi/sr";
import { showVersion } from "tsvpp/binapi/vpe";

await using vpp = await connect();
const { version } = await vpp.request(showVersion, {});
export const versionText: string = version;

// @ts-expect-error: a request has one answer, it cannot be dumped
vpp.dump(srPolicyAdd, {});
// @ts-expect-error: a dump has many answers, it cannot be requested
vpp.request(srLocalsidsDump, {});
