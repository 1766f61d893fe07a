import type { DumpOptions } from "js-yaml";
import type { VppCalls } from "../client/index.ts";
import { printable } from "../printable.ts";
import type { EndpointBehavior, LocalSid, SrPolicy, Srv6View, Steering } from "../srv6/index.ts";
import { describeBehavior, describeTraffic, readInterfaceNames, Srv6 } from "../srv6/index.ts";
import { hasTwins } from "./difference/index.ts";
import { tablesOf } from "./document/index.ts";

/** An entry of VPP as a document says it; or a text about an entry that no document can say. */
type Said = object | string;

/**
 * Returns what a node holds, as a document in YAML. Interfaces are in it by name. Comments at its top name the entries that no
 * document can say. It has the tables that SRv6 needs. It has no other tables, no routes and no neighbors, since VPP does not
 * show who owns them.
 */
export async function exportDocument(vpp: VppCalls): Promise<string> {
  const [{ document, leftOut }, yaml] = await Promise.all([exportObject(vpp), import("js-yaml")]);
  return leftOut.map((text) => `# Left out: ${text}\n`).join("") + yamlText(document, yaml);
}

/** Returns the same document as a value of JSON, and in words the entries that no document can say. */
export async function exportObject(
  vpp: VppCalls,
): Promise<{ readonly document: object; readonly leftOut: readonly string[] }> {
  const [observed, names] = await Promise.all([new Srv6(vpp).observe(), readInterfaceNames(vpp)]);
  const localSids = observed.localSids.map((each) => sayLocalSid(each, names));
  const policies = observed.policies.map((each) => sayPolicy(each, observed));
  const steering = observed.steering.map((each) => saySteering(each, observed, names));
  const document = {
    // All entries are named, whichever client added them, and should be like this again.
    adopt: true,
    encap: { source: String(observed.encapSource), hopLimit: observed.encapHopLimit },
    ...sayTables(observed),
    localSids: valuesOf(localSids),
    policies: valuesOf(policies),
    steering: valuesOf(steering),
  };
  return { document, leftOut: [...localSids, ...policies, ...steering].filter((each) => typeof each === "string") };
}

/** Returns the text. A name of any characters stays the same: in double quotes, YAML has the escapes of `printable`. */
function yamlText(
  document: object,
  { dump, DEFAULT_SCALAR_STYLE_RULES, SCALAR_STYLE }: typeof import("js-yaml"),
): string {
  const quoteUnprintable: Rule = (layout) => {
    if (printable(layout.node.value) !== layout.node.value) layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
  };
  const scalarStyleRules = [...Object.values(DEFAULT_SCALAR_STYLE_RULES), quoteUnprintable];
  return printable(dump(document, { quoteStyle: "double", lineWidth: -1, scalarStyleRules }), "\n");
}

type Rule = NonNullable<DumpOptions["scalarStyleRules"]>[number];

/** Returns the tables that SRv6 needs, without 0, which always exists. */
function sayTables({ localSids, policies, steering, tables }: Srv6View): object {
  const used = tablesOf({ encap: {}, localSids, policies, steering });
  const ids = (family: 4 | 6) => {
    const named = new Set(used.filter((each) => each.family === family).map(({ tableId }) => tableId));
    return [...named].filter((id) => tables[family].has(id)).sort((a, b) => a - b);
  };
  const [ip4, ip6] = [ids(4), ids(6)];
  if (ip4.length + ip6.length === 0) return {};
  return { tables: { ...(ip4.length > 0 && { ip4 }), ...(ip6.length > 0 && { ip6 }) } };
}

function valuesOf(all: readonly Said[]): object[] {
  return all.filter((each) => typeof each === "object");
}

function sayLocalSid({ sid, behavior, fibTable, prefixLength }: LocalSid, names: ReadonlyMap<number, string>): Said {
  if ("code" in behavior) return `local SID ${sid}: ${describeBehavior(behavior)}`;
  const length = typeof prefixLength === "number" ? { prefixLength } : {};
  return { sid: String(sid), behavior: sayBehavior(behavior, names), fibTable, ...length };
}

function sayBehavior(behavior: EndpointBehavior, names: ReadonlyMap<number, string>): object {
  const nextHop = "nextHop" in behavior ? { nextHop: String(behavior.nextHop) } : {};
  if (!("swIfIndex" in behavior)) return behavior;
  const { swIfIndex, ...rest } = behavior;
  const name = names.get(swIfIndex);
  return { ...rest, ...nextHop, ...(name === undefined ? { swIfIndex } : { interface: name }) };
}

function sayPolicy(policy: SrPolicy, observed: Srv6View): Said {
  const { bsid, headend, policyType, fibTable, encapSource = observed.encapSource, segmentLists } = policy;
  if (policyType === "unknown") return `policy ${bsid}: it is of an unknown type`;
  if (hasTwins(segmentLists)) return `policy ${bsid}: it has the same segment list more than once`;
  const isNodes = headend === "insert" || encapSource.equals(observed.encapSource);
  if (!isNodes && encapSource.isUnspecified)
    return `policy ${bsid}: its encap source is ::, and that of the node is not`;
  return {
    bsid: String(bsid),
    headend,
    policyType,
    fibTable,
    ...(isNodes ? {} : { encapSource: String(encapSource) }),
    segmentLists: segmentLists.map(({ segments, weight }) => ({ segments: segments.map(String), weight })),
  };
}

function saySteering(rule: Steering, observed: Srv6View, names: ReadonlyMap<number, string>): Said {
  const { bsid } = rule;
  const what = `steering of ${describeTraffic(rule)}`;
  if (observed.policy(bsid) === undefined) return `${what}: there is no policy ${bsid}`;
  if (rule.kind === "l3") return { prefix: String(rule.prefix), tableId: rule.tableId, bsid: String(bsid) };
  const name = names.get(rule.swIfIndex);
  return name === undefined ? `${what}: there is no such interface` : { interface: name, bsid: String(bsid) };
}
