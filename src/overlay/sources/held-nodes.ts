import type { Prefix } from "../../address/index.ts";
import type { OverlayModel } from "../model/index.ts";
import type { Refusal } from "./refusal.ts";

/** In place of a peer, where a prefix is one of this node. */
export const THIS_NODE = "this node";

/** Returns the prefixes that are not used since they hold the address of a node: those of peers, and of these the ones of this node. */
export function heldRefusals(model: OverlayModel, own: readonly Prefix[]): Refusal[] {
  const announced = [...model.prefixes.refused(), ...model.locators.refused()];
  return [
    ...announced.map(({ from, prefix }) => heldRefusal(model, from, prefix)),
    ...own.filter((prefix) => model.nodes.isHeld(prefix)).map((prefix) => heldRefusal(model, THIS_NODE, prefix)),
  ];
}

/** Returns the refusal of a prefix that holds the address of a node. */
export function heldRefusal({ nodes }: OverlayModel, peer: string, prefix: Prefix): Refusal {
  const reason = `it holds ${nodes.heldBy(prefix)}, the address of a node: packets to nodes must not take the tunnels of pods`;
  return { peer, route: String(prefix), reason };
}
