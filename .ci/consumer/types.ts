// Checks the declarations of the installed package in a TypeScript program.
import { connect } from "tsvpp";
import { srLocalsidsDump, srPolicyAdd } from "tsvpp/binapi/sr";
import { showVersion } from "tsvpp/binapi/vpe";

await using vpp = await connect();
const { version } = await vpp.request(showVersion, {});
export const versionText: string = version;

// @ts-expect-error: dump() takes no requests
vpp.dump(srPolicyAdd, {});
// @ts-expect-error: request() takes no dumps
vpp.request(srLocalsidsDump, {});
