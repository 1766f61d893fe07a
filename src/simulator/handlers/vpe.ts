import { RELEASE } from "../../binapi/directory.ts";
import { showVersion } from "../../binapi/vpe.ts";
import type { Handlers } from "../handlers.ts";

/** What the simulator says it is. */
export const VERSION: string = `${RELEASE}-release`;
export const BUILD_DATE = "2026-06-24T00:00:00";
export const BUILD_DIRECTORY = "/usr/src/vpp";

/** The version. @see VPP src/vpp/api/api.c */
export function handleVpe(handlers: Handlers): void {
  handlers.request(showVersion, () => ({
    retval: 0,
    program: "vpe",
    version: VERSION,
    buildDate: BUILD_DATE,
    buildDirectory: BUILD_DIRECTORY,
  }));
}
