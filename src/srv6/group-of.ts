/** The map with this key; a new one, if there is none. */
export function groupOf<T>(groups: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const known = groups.get(key);
  if (known !== undefined) return known;
  const group = new Map<string, T>();
  groups.set(key, group);
  return group;
}
