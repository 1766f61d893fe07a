import { MacAddress, Prefix } from "../../address/index.ts";
import {
  type Family,
  type FibEntry,
  type FibPath,
  FibSource,
  type FibTable,
  from46,
  type Interface,
  type Model,
  PathKind,
  type PolicyEntry,
} from "../model/index.ts";
import { spread, type Weighted } from "./load-balance.ts";

const BROADCAST = "ffffffffffff";
const ETHER_TYPES = { 4: "0800", 6: "86dd" } as const;
/** A glean asks for an address: by ARP for IPv4. */
const GLEAN_ETHER_TYPES = { 4: "0806", 6: "86dd" } as const;
/** Places of nodes in VPP's graph. */
const RECEIVE = { 4: 11, 6: 15 } as const;
const NO_MAC = new MacAddress(0, 0);

/** What a policy forwards in the tables for steering: the protocol of its load balance, and the place of its node. */
const STEERING_TABLES: Readonly<Record<string, readonly [family: Family, node: number]>> = {
  "SRv6 steering of IP6 prefixes through BSIDs": [6, 18],
  "SRv6 steering of IP4 prefixes through BSIDs": [4, 15],
};
const POLICY_NODE = 17;
/** The number between those of the behaviors that look at the next segment and those that decapsulate. */
const FORWARDS_NOTHING = 4;
/** The type of policies that copy packets. */
const SPRAY = 1;

/** The entry whose path is formatted. */
interface Context {
  readonly model: Model;
  readonly table: FibTable;
  readonly entry: FibEntry;
  /** In blanks. */
  readonly indent: number;
}

/**
 * Returns an entry's forwarding as VPP formats it: a load balance with buckets for each path that carries packets.
 *
 * @see VPP src/vnet/dpo/load_balance.c load_balance_format
 */
export function bucketsOf(context: Context): string {
  const { table, entry, indent } = context;
  const index = entry.statsIndex;
  const lines: string[] = [];
  let first = 0;
  for (const { text, count } of spread(textsOf(context))) {
    const last = first + count - 1;
    lines.push(`${" ".repeat(indent)}[${count === 1 ? first : `${first}-${last}`}] ${text}\n`);
    first = last + 1;
  }
  const numbers = `index:${index} buckets:${first} uRPF:${index - 1} to:[0:0]`;
  const isSpread = (policyOf(context)?.type ?? SPRAY) !== SPRAY;
  const [family] = (isSpread && STEERING_TABLES[table.name]) || [table.family];
  return `dpo-load-balance: [proto:ip${family} ${numbers}]\n${lines.join("")}`;
}

function textsOf(context: Context): Weighted[] {
  const { model, table, entry } = context;
  const paths = model.fib.carrying(entry.best.paths);
  if (paths.length === 0) return [{ text: dropText(table.family), weight: 1 }];
  return paths.flatMap((path) => {
    if (path.kind === PathKind.exclusive) return exclusiveTexts(context);
    return [{ text: textOf(path, context), weight: path.weight }];
  });
}

function textOf(path: FibPath, context: Context): string {
  const { family } = context.table;
  switch (path.kind) {
    case PathKind.attached:
      return gleanText(path, context);
    case PathKind.attachedNextHop:
      return neighborText(path, context);
    case PathKind.recursive:
      return recursiveText(path, context);
    case PathKind.receive:
      return `[@${RECEIVE[family]}]: dpo-receive: ${from46(path.nextHop)} on ${ownerOf(path, context).name}`;
    case PathKind.deag: {
      const tables = [...context.model.fib.tables(family)];
      const name = tables.find(({ index }) => index === path.table?.index)?.name;
      return `[@13]: dst-address,unicast lookup in ${name}`;
    }
    default:
      return specialText(path, family);
  }
}

function specialText({ type }: FibPath, family: Family): string {
  if (type !== "unreachable" && type !== "prohibited") return dropText(family);
  return `[@14]: ip${family}-null action:send-${type === "unreachable" ? "unreachable" : "prohibited"}`;
}

function dropText(family: Family): string {
  return `[@0]: dpo-drop ip${family}`;
}

function gleanText(path: FibPath, context: Context): string {
  const { family } = context.table;
  const { name, mac, mtuBytes, prefixes } = ownerOf(path, context);
  const own = prefixes[family].find((each) => each.masked().equals(context.entry.prefix.masked()));
  // Without a prefix VPP has one of zeros, and formats that as IPv4.
  const source = own?.masked() ?? "0.0.0.0/0";
  const rewrite = `${BROADCAST}${mac}${GLEAN_ETHER_TYPES[family]}`;
  // As it is for the first loopback.
  const next = family === 4 ? path.swIfIndex : path.swIfIndex + 1;
  return `[@4]: ipv${family}-glean: [src:${source}] ${name}: mtu:${mtuBytes} next:${next} flags:[] ${rewrite}`;
}

function neighborText(path: FibPath, context: Context): string {
  const { family } = context.table;
  const { name, mac, mtuBytes } = ownerOf(path, context);
  const nextHop = from46(path.nextHop);
  const known = [...context.model.neighbors].find(
    ({ swIfIndex, address }) => swIfIndex === path.swIfIndex && address.equals(nextHop),
  );
  if (known === undefined) return `[@3]: arp-ipv${family}: via ${nextHop} ${name}`;
  const rewrite = `${hexOf(known.macAddress)}${mac}${ETHER_TYPES[family]}`;
  return `[@5]: ipv${family} via ${nextHop} ${name}: mtu:${mtuBytes} next:3 flags:[] ${rewrite}`;
}

function recursiveText(path: FibPath, { model, table, indent }: Context): string {
  const via = model.fib.viaTable(path);
  const entry = via.lookUp(Prefix.host(from46(path.nextHop)));
  if (!entry?.isInstalled) return dropText(table.family);
  return `[@12]: ${bucketsOf({ model, table: via, entry, indent: indent + 6 }).trimEnd()}`;
}

/** What stands behind a path that SRv6 or VPP itself made. */
function exclusiveTexts(context: Context): Weighted[] {
  const { model, entry } = context;
  const { address } = entry.prefix;
  if (entry.best.source !== FibSource.sr) return [{ text: "[@14]: ip6-link-local", weight: 1 }];
  const policy = policyOf(context);
  if (policy !== undefined) return policyTexts(policy, context);
  const localSid = [...model.localSids].find((each) => each.address.equals(address));
  if (localSid?.behavior === FORWARDS_NOTHING) return [{ text: dropText(6), weight: 1 }];
  return [{ text: `[@16]: SR: localsid_index:[${localSid?.index ?? 0}]`, weight: 1 }];
}

function policyOf({ model, table, entry }: Context): PolicyEntry | undefined {
  if (entry.best.source !== FibSource.sr) return undefined;
  const isHere = ({ fibTable }: PolicyEntry) => table.name in STEERING_TABLES || fibTable === table.tableId;
  return [...model.policies].find((each) => each.bsid.equals(entry.prefix.address) && isHere(each));
}

/** A policy spreads packets over its lists, or sends a copy of each one by every list. */
function policyTexts({ type, segmentLists }: PolicyEntry, { table, entry, indent }: Context): Weighted[] {
  const [, node] = STEERING_TABLES[table.name] ?? [6, POLICY_NODE];
  const lists = segmentLists.map(({ index, segments, weight }) => {
    const texts = segments.map((each) => `${each}, `).join("");
    const text = `[@${node}]: SR: Segment List index:[${index}]\n\tSegments:< ${texts}\b\b > - Weight: ${weight}`;
    return { text, weight };
  });
  if (type !== SPRAY) return lists;
  const lines = lists.map(({ text }, place) => `\n${" ".repeat(indent + 6)}[${place}] ${text}`);
  // As it is for the first policy.
  const index = entry.statsIndex - 6;
  const head = `[@15]: dpo-replicate: [index:${index} buckets:${lists.length} flags:[none] to:[0:0]]`;
  return [{ text: `${head}${lines.join("")}`, weight: 1 }];
}

function ownerOf(
  { swIfIndex }: FibPath,
  { model }: Context,
): Pick<Interface, "name" | "prefixes"> & {
  readonly mac: string;
  readonly mtuBytes: number;
} {
  const found = model.interfaces.get(swIfIndex);
  if (found === undefined) return { name: "DELETED", prefixes: { 4: [], 6: [] }, mac: hexOf(NO_MAC), mtuBytes: 0 };
  return { name: found.name, prefixes: found.prefixes, mac: hexOf(found.macAddress), mtuBytes: found.linkMtuBytes };
}

function hexOf(macAddress: MacAddress): string {
  return Buffer.from(macAddress.toBytes()).toString("hex");
}
