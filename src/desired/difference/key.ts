import { keyOfLocalSid, keyOfTraffic, type LocalSid, type Srv6View } from "../../srv6/index.ts";
import { keyOfNeighbor, keyOfPolicy, keyOfRoute, keyOfTable } from "../document/index.ts";
import type { BySubject, Subject, SubjectKind } from "./difference.ts";

/** The key among the things of one kind. */
const KEYS: BySubject<string> = {
  encapSource: () => "",
  encapHopLimit: () => "",
  table: keyOfTable,
  neighbor: keyOfNeighbor,
  route: keyOfRoute,
  localSid: keyOfLocalSid,
  policy: keyOfPolicy,
  steering: keyOfTraffic,
};

/** Returns a key for maps by which VPP identifies a thing: the same for all values that the thing can have. */
export function keyOf<Kind extends SubjectKind>({ kind, value }: Subject<Kind>): string {
  return `${kind} ${KEYS[kind](value)}`;
}

/** Returns whether two local SIDs at one address are the same in behavior, table and prefix length. */
export function isSameLocalSid(a: LocalSid, b: LocalSid): boolean {
  return a.fibTable === b.fibTable && contentOf(a) === contentOf(b);
}

/**
 * Returns the local SID of VPP that equals a desired one, or is changed into it. VPP can have an address twice, as End and as
 * uN, of which a document names one.
 */
export function counterpartOf(desired: LocalSid, observed: Srv6View): LocalSid | undefined {
  const found = observed.localSidsAt(desired.sid);
  const same = found.find((each) => isSameLocalSid(each, desired));
  return same ?? found.find(({ prefixLength }) => prefixLength === desired.prefixLength) ?? found[0];
}

function contentOf({ behavior, prefixLength }: LocalSid): string {
  const { type, tableId, nextHop, swIfIndex, psp, endSid, code }: Readonly<Record<string, unknown>> = behavior;
  const length = typeof prefixLength === "number" ? prefixLength : "";
  return [type, tableId, nextHop, swIfIndex, psp === true, endSid === false, code, length].join(" ");
}
