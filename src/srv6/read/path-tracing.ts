import { srPtIfaceDump } from "../../binapi/sr_pt.ts";
import type { PathTracing } from "../values/index.ts";
import type { Questions } from "./questions.ts";

/** Reads all interfaces with path tracing, in VPP's order. */
export async function readPathTracing(vpp: Questions): Promise<PathTracing[]> {
  const all: PathTracing[] = [];
  for await (const { swIfIndex, id, ingressLoad, egressLoad, ttsTemplate } of vpp.dump(srPtIfaceDump, {})) {
    all.push({ swIfIndex, id, ingressLoad, egressLoad, ttsTemplate });
  }
  return all;
}
