/** What a VPP says of its build, apart from the release. */
export const BUILD = {
  date: "2026-06-24T00:00:00",
  user: "tsvpp",
  host: "simulator",
  directory: "/usr/src/vpp",
  compiler: "GCC 12.2.0",
} as const;

/** The version of a release. */
export function versionOf(release: string): string {
  return `${release}-release`;
}
