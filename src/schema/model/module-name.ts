/** Returns the name of a module from the path of its file: `ip_types` for `vnet/ip/ip_types.api` and `core/ip_types.api.json`. */
export function moduleName(path: string): string {
  return path
    .slice(path.lastIndexOf("/") + 1)
    .replace(/\.api(\.json)?$/, "")
    .replaceAll(".", "_");
}
