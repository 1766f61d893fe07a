/** A field's name in TypeScript and in the JSON form of messages: VPP's `sw_if_index` is `swIfIndex`. */
export function fieldName(vppName: string): string {
  return vppName.replace(/_+(.)?/g, (_, next: string | undefined, at: number) =>
    next === undefined ? "" : at === 0 ? next : next.toUpperCase(),
  );
}
