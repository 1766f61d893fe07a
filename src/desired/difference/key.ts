import { keyOfLocalSid, keyOfTraffic, type LocalSid } from "../../srv6/index.ts";
import { keyOfNeighbor, keyOfPolicy, keyOfRoute, keyOfTable } from "../document/index.ts";
import type { Subject } from "./difference.ts";

/** Returns a key for maps by which VPP identifies a thing: the same for all values that the thing can have. */
export function keyOf(subject: Subject): string {
  return `${subject.kind} ${keyInKind(subject)}`;
}

function keyInKind({ kind, value }: Subject): string {
  switch (kind) {
    case "encapSource":
    case "encapHopLimit":
      return "";
    case "table":
      return keyOfTable(value);
    case "neighbor":
      return keyOfNeighbor(value);
    case "route":
      return keyOfRoute(value);
    case "localSid":
      return keyOfLocalSid(value);
    case "policy":
      return keyOfPolicy(value);
    case "steering":
      return keyOfTraffic(value);
  }
}

/** Returns whether two local SIDs at one address are the same in behavior, table and prefix length. */
export function isSameLocalSid(a: LocalSid, b: LocalSid): boolean {
  return a.fibTable === b.fibTable && contentOf(a) === contentOf(b);
}

function contentOf({ behavior, prefixLength }: LocalSid): string {
  const { type, tableId, nextHop, swIfIndex, psp, endSid, code }: Readonly<Record<string, unknown>> = behavior;
  const length = typeof prefixLength === "number" ? prefixLength : "";
  return [type, tableId, nextHop, swIfIndex, psp === true, endSid === false, code, length].join(" ");
}
