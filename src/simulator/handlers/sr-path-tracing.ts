import { srPtIfaceAdd, srPtIfaceDel, srPtIfaceDump } from "../../binapi/sr_pt.ts";
import { type Model, Retval } from "../model/index.ts";
import type { Handlers } from "./handlers.ts";

/** Path tracing. @see VPP src/vnet/srv6/sr_pt_api.c */
export function handlePathTracing(handlers: Handlers, { interfaces, pathTracing }: Model): void {
  handlers.retval(srPtIfaceAdd, (fields) =>
    interfaces.get(fields.swIfIndex) === undefined ? Retval.invalidSwIfIndex : pathTracing.add(fields),
  );
  handlers.retval(srPtIfaceDel, ({ swIfIndex }) =>
    interfaces.get(swIfIndex) === undefined ? Retval.invalidSwIfIndex : pathTracing.remove(swIfIndex),
  );
  handlers.dump(srPtIfaceDump, () => pathTracing);
}
