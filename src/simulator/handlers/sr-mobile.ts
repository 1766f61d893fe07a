import { srMobileLocalsidAddDel, srMobilePolicyAdd } from "../../binapi/sr_mobile.ts";
import { Retval } from "../model/index.ts";
import type { Handlers } from "./handlers.ts";

const LOCAL_SID_BEHAVIORS: ReadonlySet<string> = new Set([
  "end.m.gtp4.e",
  "end.m.gtp6.e",
  "end.m.gtp6.d",
  "end.m.gtp6.d.di",
  "end.m.gtp6.d.dt4",
  "end.m.gtp6.d.dt6",
  "end.m.gtp6.d.dt46",
]);
const POLICY_BEHAVIORS: ReadonlySet<string> = new Set([
  "t.m.gtp4.d",
  "t.m.gtp4.dt4",
  "t.m.gtp4.dt6",
  "t.m.gtp4.dt46",
  "end.m.gtp6.d",
]);

/** Handles SRv6 mobile user plane: it is not modelled, and VPP does not answer a behavior that it does not know. */
export function handleMobile(handlers: Handlers): void {
  handlers.request(srMobileLocalsidAddDel, ({ behavior }) => refuse(LOCAL_SID_BEHAVIORS, behavior));
  handlers.request(srMobilePolicyAdd, ({ behavior }) => refuse(POLICY_BEHAVIORS, behavior));
}

function refuse(known: ReadonlySet<string>, behavior: string): { retval: number } | undefined {
  return known.has(behavior) ? { retval: Retval.unimplemented } : undefined;
}
