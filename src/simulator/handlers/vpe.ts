import { showVersion, showVpeSystemTime } from "../../binapi/vpe.ts";
import type { Handlers } from "./handlers.ts";

/** The build that `show_version` reports. */
export const BUILD_DATE = "2026-06-24T00:00:00";
export const BUILD_DIRECTORY = "/usr/src/vpp";

/** The version of a release. */
export function versionOf(release: string): string {
  return `${release}-release`;
}

/** The version and the clock. @see VPP src/vpp/api/api.c, src/vpp/api/vpe_api.c */
export function handleVpe(handlers: Handlers, release: string): void {
  handlers.request(showVersion, () => ({
    retval: 0,
    program: "vpe",
    version: versionOf(release),
    buildDate: BUILD_DATE,
    buildDirectory: BUILD_DIRECTORY,
  }));
  handlers.request(showVpeSystemTime, () => ({ retval: 0, vpeSystemTime: Date.now() / 1000 }));
}
