import { keyOfTraffic, prefixLengthOf } from "../../srv6/index.ts";
import type { Subject } from "./work.ts";

/** Returns a key for maps, of what VPP tells a thing by: the same for all values that one thing can have. */
export function keyOf(subject: Subject): string {
  return `${subject.kind} ${keyInKind(subject)}`;
}

function keyInKind({ kind, value }: Subject): string {
  switch (kind) {
    case "encapSource":
    case "encapHopLimit":
      return "";
    case "table":
      return `${value.family} ${value.tableId}`;
    case "neighbor":
      return `${value.swIfIndex} ${value.address}`;
    case "route":
      return `${value.tableId} ${value.prefix}`;
    case "localSid":
      return `${value.sid} ${prefixLengthOf(value) ?? "unknown"}`;
    case "policy":
      return `${value.bsid}`;
    case "steering":
      return keyOfTraffic(value);
  }
}
