import type { Candidate, OverlayEvent } from "../../../overlay/index.ts";
import { listsOf } from "./path-text.ts";

/** Returns an event as a value for JSON: `type` says which one it is; that of a BGP event is `bgp`, with its `kind`. */
export function eventToJson(event: OverlayEvent, name: string | undefined): object {
  switch (event.type) {
    case "bgp":
      return { type: "bgp", ...event.event };
    case "refused":
      return { ...event, error: event.error.message, code: event.error.code };
    case "tunnel": {
      const { type, endpoint, family, path, before, prefixes } = event;
      return { type, endpoint, name, family, path: pathToJson(path), before: pathToJson(before), prefixes };
    }
    default:
      return event;
  }
}

function pathToJson(path: Candidate | undefined): object | null {
  if (path === undefined) return null;
  const { preference, policy, origin } = path;
  const { source, from, isBestEffort, name, since } = origin;
  return {
    bsid: policy.bsid,
    lists: listsOf(path),
    preference,
    isBestEffort,
    source,
    from,
    name,
    since: new Date(since).toISOString(),
  };
}
