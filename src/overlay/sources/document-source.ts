import type { TeDocument } from "../documents/index.ts";
import { keyOfTunnel, type OverlayModel } from "../model/index.ts";

/** Puts the policies of a TE document into the model, in the place of those of the document before. */
export function takeDocument(model: OverlayModel, { policies }: TeDocument, fileName: string): void {
  const table = model.paths.configmap;
  const left = new Set(table.keys);
  for (const { endpoint, family, bsid, preference, segmentLists } of policies) {
    const key = `${keyOfTunnel({ endpoint, family })} ${preference}`;
    left.delete(key);
    const origin = { source: "configmap", from: fileName, isBestEffort: false, since: Date.now() } as const;
    table.set(key, { endpoint, family, preference, policy: { bsid, segmentLists }, origin });
  }
  for (const key of left) table.delete(key);
}
