import type { IpAddress, Prefix } from "../../address/index.ts";
import type { Path, Problem } from "./problem.ts";
import type { DesiredState, Ownership } from "./state.ts";

/** Masks the prefix at a path. */
type Mask = <A extends IpAddress>(prefix: Prefix<A>, ...path: Path) => Prefix<A>;

/** Returns the state without host bits in its prefixes, and a note for each: VPP forwards without them, but keeps them. */
export function maskPrefixes(state: DesiredState): { state: DesiredState; notes: Problem[] } {
  const notes: Problem[] = [];
  const mask: Mask = (prefix, ...path) => {
    if (!prefix.hasHostBits) return prefix;
    const masked = prefix.masked();
    notes.push({ path, text: `${prefix} has host bits: read as ${masked}` });
    return masked;
  };
  const routes = state.routes?.map((route, at) => maskOne(route, mask, "routes", at));
  const steering = state.steering.map((rule, at) => (rule.kind === "l2" ? rule : maskOne(rule, mask, "steering", at)));
  const owns = state.owns && { owns: maskOwned(state.owns, mask) };
  return { state: { ...state, ...(routes && { routes }), steering, ...owns }, notes };
}

function maskOwned({ sids, bsids, steering, scratch, routes, ...owns }: Ownership, mask: Mask): Ownership {
  return {
    ...owns,
    ...(sids && { sids: sids.map((prefix, at) => mask(prefix, "owns", "sids", at)) }),
    ...(bsids && { bsids: bsids.map((prefix, at) => mask(prefix, "owns", "bsids", at)) }),
    ...(steering && {
      steering: steering.map((each, at) => ("prefix" in each ? maskOne(each, mask, "owns", "steering", at) : each)),
    }),
    ...(routes && { routes: routes.map((range, at) => maskOne(range, mask, "owns", "routes", at)) }),
    ...(scratch && { scratch: mask(scratch, "owns", "scratch") }),
  };
}

/** Returns a value without host bits in its prefix. */
function maskOne<T extends { readonly prefix: Prefix }>(value: T, mask: Mask, ...path: Path): T {
  return { ...value, prefix: mask(value.prefix, ...path, "prefix") };
}
