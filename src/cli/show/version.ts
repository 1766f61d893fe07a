import { showVersion as request, showVersionReply } from "../../binapi/vpe.ts";
import type { VppClient } from "../../client/index.ts";
import { toJson } from "../../wire/index.ts";
import type { Output } from "../output/index.ts";

/** `tsvpp show version` */
export async function showVersion(vpp: VppClient, output: Output): Promise<void> {
  const reply = await vpp.request(request, {});
  if (output.hasFields) return output.record(toJson(showVersionReply, reply));
  output.pairs([
    ["program", reply.program],
    ["version", reply.version],
    ["built", reply.buildDate],
    ["in", reply.buildDirectory],
  ]);
}
