import type { Candidate, TunnelChange } from "../../../overlay/index.ts";
import { kindText, listsOf, listsText, nodeText, prefixCount } from "./path-text.ts";

/**
 * Returns a change of a tunnel in one line: `tunnel to node2 (fd12::1000) IPv6: cafe::25 by fcff:6::1, fcdd::6, preference 100 from
 * fd00::2 (was best effort); 4 prefixes`.
 *
 * @param name of the node, if it is known.
 */
export function tunnelText(
  { endpoint, family, path, before, prefixes }: TunnelChange,
  name: string | undefined,
): string {
  const tunnel = `tunnel to ${nodeText(endpoint, name)} ${family}`;
  const count = prefixCount(prefixes);
  if (path === undefined) {
    const reason = prefixes === 0 ? "no prefixes" : "no path";
    const was = before === undefined ? "" : `, was ${before.policy.bsid}`;
    return `${tunnel}: gone (${reason}${was}); ${count}`;
  }
  const { policy, origin } = path;
  const way = `${policy.bsid} by ${listsText(listsOf(path))}`;
  return `${tunnel}: ${way}, ${kindOf(path)} from ${origin.from} (${beforeText(path, before)}); ${count}`;
}

/** Returns what has changed, as the first of kind, source, BSID and lists that differs. */
function beforeText(path: Candidate, before: Candidate | undefined): string {
  if (before === undefined) return "new";
  if (kindOf(path) !== kindOf(before)) return `was ${kindOf(before)}`;
  if (path.origin.from !== before.origin.from) return `was from ${before.origin.from}`;
  if (!path.policy.bsid.equals(before.policy.bsid)) return `was ${before.policy.bsid}`;
  return `was by ${listsText(listsOf(before))}`;
}

function kindOf({ preference, origin: { isBestEffort } }: Candidate): string {
  return kindText({ isBestEffort, preference });
}
