import type { SrGraph } from "../../../src/cli/graph/graph.ts";

const LABEL = 'b"]#quot;;<script>&amp;`\n%%{init}\u001b\u202e\u{1f600}';

/** A graph whose labels are no addresses. */
export const hostileGraph: SrGraph = {
  policies: [
    {
      bsid: LABEL,
      kind: "k\ud800\ufffe\uffff",
      traffic: [`t${LABEL}`],
      lists: [{ weight: 1, share: 1, overheadBytes: 40, segments: [{ sid: `s${LABEL}`, here: `h${LABEL}` }] }],
    },
  ],
  astray: [{ traffic: `a${LABEL}`, bsid: `c${LABEL}` }],
  localSids: [{ sid: `l${LABEL}`, behavior: LABEL }],
};
