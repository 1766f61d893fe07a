import { Ip6Address, Prefix } from "../../address/index.ts";
import { ipRouteLookup, ipRouteV2Dump } from "../../binapi/ip.ts";
import { srLocalsidAddDelV2, srLocalsidsDump, srLocalsidsWithPacketStatsDump } from "../../binapi/sr.ts";
import { showVersion } from "../../binapi/vpe.ts";
import { hasMicroSids, isShiftingMicroNode, localSidOf, oldLocalSidOf } from "../translate/index.ts";
import type { FoundLocalSid, LocalSid } from "../values/index.ts";
import { isMicroSid, LENGTH_STEP_BITS, ownPrefixLength, prefixLengthOf, USID_BITS } from "../values/index.ts";
import { askForEach, collect, type Questions } from "./questions.ts";
import { isSteeringRoute, readSrRoutes } from "./routes.ts";

/** How many prefixes around a local SID are tried. */
const MAX_COVERS = 6;

/** Reads all local SIDs, in VPP's order. */
export async function readLocalSids(vpp: Questions): Promise<LocalSid[]> {
  return (await readFoundLocalSids(vpp)).map(({ companionLength, ...localSid }) => localSid);
}

/** Reads all local SIDs, each with the prefix length of its companion. */
export async function readFoundLocalSids(vpp: Questions): Promise<FoundLocalSid[]> {
  const localSids = await readPlainLocalSids(vpp);
  const lengths = await readLengths(vpp, localSids);
  return joined(localSids.map((each, at) => withLength(each, lengths[at])));
}

async function readPlainLocalSids(vpp: Questions): Promise<LocalSid[]> {
  const details = await collect(vpp.dump(srLocalsidsDump, {}), (each) => each);
  const localSids = details.map(localSidOf);
  const isClear = !localSids.some(({ behavior }) => isMicroSid(behavior)) || (await readHasMicroSids(vpp));
  return isClear ? localSids : details.map(oldLocalSidOf);
}

/** Reads whether this VPP has uN and uA. */
export async function readHasMicroSids(vpp: Questions): Promise<boolean> {
  if (hasPrefixLengths(vpp)) return true;
  return hasMicroSids((await vpp.request(showVersion, {})).version);
}

/** Returns whether local SIDs of this VPP can have another prefix length than that of their behavior. */
export function hasPrefixLengths(vpp: Questions): boolean {
  return vpp.messageTable.has(srLocalsidAddDelV2);
}

/**
 * Reads the prefix length of each local SID; undefined where VPP does not show it. No dump of local SIDs shows it: it
 * is the length of VPP's route to the address or, for an address with several routes, what the command line prints.
 */
async function readLengths(vpp: Questions, localSids: readonly LocalSid[]): Promise<(number | undefined)[]> {
  const hasLengths = hasPrefixLengths(vpp) && vpp.messageTable.has(ipRouteV2Dump);
  if (localSids.length === 0 || !hasLengths) return localSids.map(prefixLengthOf);
  const found = await readRouteLengths(vpp, localSids);
  const lengths = localSids.map((each) => found.get(nameOf(each)));
  if (!lengths.includes(undefined)) return lengths;
  const printed = await readPrintedLengths(vpp, localSids);
  return lengths.map((length, at) => length ?? printed[at]);
}

/** Reads the lengths of the routes of local SIDs, by table and address; undefined for an address with several. */
async function readRouteLengths(vpp: Questions, localSids: readonly LocalSid[]) {
  const tableIds = new Set(localSids.map(({ fibTable }) => fibTable));
  const tables = Array.from(tableIds, (tableId) => ({ family: 6, tableId }) as const);
  const found = new Map<string, number | undefined>();
  for (const route of await readSrRoutes(vpp, tables)) {
    if (isSteeringRoute(route)) continue;
    // The route of a local SID keeps the host bits.
    const name = nameOf({ sid: route.prefix.address, fibTable: route.tableId });
    found.set(name, found.has(name) ? undefined : route.prefix.length);
  }
  return found;
}

function nameOf({ sid, fibTable }: { readonly sid: unknown; readonly fibTable: number }): string {
  return `${sid} table ${fibTable}`;
}

/** The command prints `Address: \tfcdd::1/128` of each local SID, in the order of the dump. */
async function readPrintedLengths(vpp: Questions, localSids: readonly LocalSid[]): Promise<(number | undefined)[]> {
  const text = await vpp.cli("show sr localsids");
  const printed = new Map<string, number[]>();
  for (const [, address, length] of text.matchAll(/Address:\s+(\S+)\/(\d+)/g)) {
    const name = String(Ip6Address.parse(address!));
    printed.set(name, [...(printed.get(name) ?? []), Number(length)]);
  }
  return localSids.map(({ sid }) => printed.get(String(sid))?.shift());
}

function withLength(localSid: LocalSid, length: number | undefined): LocalSid {
  if (length === undefined) return { ...localSid, prefixLength: "unknown" };
  if (localSid.prefixLength === undefined && length === ownPrefixLength(localSid.behavior)) return localSid;
  const { prefixLength: _, ...withoutLength } = localSid;
  return length === ownPrefixLength(localSid.behavior) ? withoutLength : { ...localSid, prefixLength: length };
}

/** Joins each uA, or uN of VPP's command line, with its End SID. */
function joined(localSids: readonly LocalSid[]): FoundLocalSid[] {
  const plainEnds = localSids.filter(({ behavior }) => behavior.type === "End" && !behavior.psp);
  const ends = new Map(plainEnds.map((each) => [keyOf(each, prefixLengthOf(each)), each]));
  const companions = new Set<LocalSid>();
  const all = localSids.map((each): FoundLocalSid => {
    const { behavior } = each;
    if (behavior.type !== "uA" && !isShiftingMicroNode(behavior)) return each;
    const companionLength = (prefixLengthOf(each) ?? NaN) + USID_BITS;
    const companion = ends.get(keyOf(each, companionLength));
    if (companion === undefined)
      return behavior.type === "uA" ? { ...each, behavior: { ...behavior, endSid: false } } : each;
    companions.add(companion);
    const whole = behavior.type === "uA" ? each : { ...each, behavior: { type: "uN" } as const };
    return { ...withLength(whole, companionLength - USID_BITS), companionLength };
  });
  return all.filter((_, at) => !companions.has(localSids[at]!));
}

function keyOf(localSid: LocalSid, length: number | undefined): string {
  return `${nameOf(localSid)} ${length}`;
}

/**
 * Reads, for each local SID, the lengths of shorter prefixes for which its table has no route, the longest first; nothing where
 * VPP cannot add a local SID at another prefix length.
 */
export async function readCoverLengths(
  vpp: Questions,
  localSids: readonly LocalSid[],
): Promise<ReadonlyMap<LocalSid, readonly number[]>> {
  if (!hasPrefixLengths(vpp)) return new Map();
  const asked = localSids.map((localSid) => ({ localSid, lengths: candidatesOf(localSid) }));
  const lookups = asked.flatMap(({ localSid: { sid, fibTable }, lengths }) =>
    lengths.map((length) => ({ tableId: fibTable, exact: 1, prefix: new Prefix(sid, length).masked() })),
  );
  const routes = (await askForEach(vpp, ipRouteLookup, lookups)).values();
  const isFree = (): boolean => routes.next().value === undefined;
  return new Map(asked.map(({ localSid, lengths }) => [localSid, lengths.filter(isFree)]));
}

function candidatesOf(localSid: LocalSid): number[] {
  const length = prefixLengthOf(localSid) ?? 0;
  const lengths = Array.from({ length: MAX_COVERS }, (_, at) => length - LENGTH_STEP_BITS * (at + 1));
  return lengths.filter((each) => each >= LENGTH_STEP_BITS);
}

/** Packets and their bytes. */
export interface PacketCount {
  readonly packets: bigint;
  readonly bytes: bigint;
}

/** A local SID and the packets that came to it since it was added. */
export interface LocalSidCounters extends Pick<LocalSid, "sid" | "fibTable" | "behavior"> {
  /** The packets that its behavior handled. */
  readonly good: PacketCount;
  /** The packets that its behavior could not handle: VPP dropped them. */
  readonly bad: PacketCount;
}

/** Reads the packet counters of each local SID. Each call leaks a few bytes in VPP: do not call it at short intervals. */
export function readLocalSidCounters(vpp: Questions): Promise<LocalSidCounters[]> {
  return collect(vpp.dump(srLocalsidsWithPacketStatsDump, {}), (details) => {
    const good = { packets: details.goodTrafficPktCount, bytes: details.goodTrafficBytes };
    const bad = { packets: details.badTrafficPktCount, bytes: details.badTrafficBytes };
    const { sid, fibTable, behavior } = localSidOf(details);
    return { sid, fibTable, behavior, good, bad };
  });
}
