import { showVersion, showVpeSystemTime } from "../../binapi/vpe.ts";
import { BUILD, versionOf } from "../api/index.ts";
import type { Handlers } from "./handlers.ts";

/** The version and the clock. @see VPP src/vpp/api/api.c, src/vpp/api/vpe_api.c */
export function handleVpe(handlers: Handlers, release: string): void {
  handlers.request(showVersion, () => ({
    retval: 0,
    program: "vpe",
    version: versionOf(release),
    buildDate: BUILD.date,
    buildDirectory: BUILD.directory,
  }));
  handlers.request(showVpeSystemTime, () => ({ retval: 0, vpeSystemTime: Date.now() / 1000 }));
}
