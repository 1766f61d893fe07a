import type { SrPolicy } from "../../srv6/index.ts";

/** Returns a line for a policy whose packets get the outer source `::`: the next router drops them. @see RFC 4291 2.5.2 */
export function describeUnsourced({ bsid }: Pick<SrPolicy, "bsid">): string {
  return `policy ${bsid}: packets get the outer source ::, since neither the document nor VPP has an encap source`;
}
