/** Returns the module that a file or an import is: `vnet/ip/ip_types.api` and `core/ip_types.api.json` are `ip_types`. */
export function moduleName(path: string): string {
  return path
    .slice(path.lastIndexOf("/") + 1)
    .replace(/\.api(\.json)?$/, "")
    .replaceAll(".", "_");
}
