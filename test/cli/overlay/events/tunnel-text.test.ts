import t from "tap";
import { tunnelText } from "../../../../src/cli/overlay/events/tunnel-text.ts";
import type { Candidate } from "../../../../src/overlay/index.ts";
import { candidate } from "./candidate.ts";

const best = candidate({
  bsid: "cafe::201",
  lists: [[1, "fcdd::6"]],
  preference: 11,
  isBestEffort: true,
  from: "fd12::1000",
});
const TE = "cafe::25 by fcff:6::1, fcdd::6, preference 100 from fd00:0:34::2";

const cases: readonly (readonly [path: Candidate | undefined, before: Candidate | undefined, text: string])[] = [
  // The example of the issue.
  [candidate(), best, `${TE} (was best effort)`],
  [candidate(), undefined, `${TE} (new)`],
  [best, undefined, "cafe::201 by fcdd::6, best effort from fd12::1000 (new)"],
  [best, candidate(), "cafe::201 by fcdd::6, best effort from fd12::1000 (was preference 100)"],
  [candidate(), candidate({ preference: 90 }), `${TE} (was preference 90)`],
  [candidate(), candidate({ from: "fd00::9" }), `${TE} (was from fd00::9)`],
  [candidate(), candidate({ bsid: "cafe::9" }), `${TE} (was cafe::9)`],
  [
    candidate({
      lists: [
        [1, "fcff:6::1", "fcdd::6"],
        [3, "fcff:7::1", "fcdd::6"],
      ],
    }),
    candidate(),
    "cafe::25 by fcff:6::1, fcdd::6 (25 %) or fcff:7::1, fcdd::6 (75 %), preference 100 from fd00:0:34::2 (was by fcff:6::1, fcdd::6)",
  ],
  [undefined, candidate(), "gone (no path, was cafe::25)"],
];

for (const [path, before, text] of cases) {
  t.test(text, async (t) => {
    const { endpoint, family } = candidate();
    t.equal(
      tunnelText({ type: "tunnel", endpoint, family, path, before, prefixes: 4 }, "node2"),
      `tunnel to node2 (fd12::1000) IPv6: ${text}; 4 prefixes`,
    );
  });
}

t.test("a tunnel without prefixes has gone for that", async (t) => {
  const { endpoint, family } = candidate();
  const change = { type: "tunnel", endpoint, family, path: undefined, before: candidate(), prefixes: 0 } as const;
  t.equal(tunnelText(change, undefined), "tunnel to fd12::1000 IPv6: gone (no prefixes, was cafe::25); 0 prefixes");
});
