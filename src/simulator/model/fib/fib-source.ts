/**
 * The sources of FIB entries, by VPP's numbers.
 *
 * @see VPP src/vnet/fib/fib_source.h
 */
export const FibSource = {
  special: 1,
  interface: 4,
  sr: 5,
  api: 8,
  cli: 9,
  ip6Nd: 14,
  adjacency: 15,
  attachedExport: 17,
  recursiveResolution: 18,
  defaultRoute: 20,
} as const;
export type FibSource = number;

/**
 * VPP's names and priorities of all sources; the place in the list is the number. The last one is allocated when VPP starts.
 *
 * @see VPP src/vnet/ip/ip_path_mtu.c ip_path_module_init
 */
export const FIB_SOURCES: readonly (readonly [name: string, priority: number])[] = [
  ["invalid", 255],
  ["special", 0],
  ["classify", 1],
  ["proxy", 2],
  ["interface", 3],
  ["SR", 16],
  ["BIER", 32],
  ["6RD", 48],
  ["API", 128],
  ["CLI", 129],
  ["LISP", 144],
  ["MAP", 160],
  ["DHCP", 176],
  ["IPv6-proxy-nd", 192],
  ["IPv6-nd", 193],
  ["adjacency", 208],
  ["mpls", 224],
  ["attached_export", 240],
  ["recursive-resolution", 251],
  ["urpf-exempt", 252],
  ["default-route", 253],
  ["interpose", 254],
  ["path-mtu", 16],
];

/** Returns whether a source wins over another source of the same entry. @see VPP src/vnet/fib/fib_source.c fib_source_cmp */
export function isBetterSource(source: FibSource, other: FibSource): boolean {
  const [, priority] = FIB_SOURCES[source]!;
  const [, otherPriority] = FIB_SOURCES[other]!;
  return priority === otherPriority ? source < other : priority < otherPriority;
}
