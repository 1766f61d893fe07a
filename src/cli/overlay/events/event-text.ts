import type { SpeakerEvent } from "../../../bgp/index.ts";
import type { InstallEvent, Knowledge, OverlayConfig, OverlayEvent } from "../../../overlay/index.ts";
import { countSteps } from "../../state/index.ts";
import { nodeText, sharedIdText } from "./path-text.ts";
import { tunnelText } from "./tunnel-text.ts";

/** An event in words. */
export interface EventText {
  readonly text: string;
  /** Whether something is not as it should be. */
  readonly isTrouble: boolean;
}

/** Returns the name of a node by its address, if it is known. */
export type NameOf = (node: { toKey(): string }) => string | undefined;

const KNOWLEDGE: Readonly<Record<Knowledge, string>> = {
  unknown: "started",
  told: "the sources have reported: what they say otherwise than VPP has from before is changed",
  settled: "settled: what VPP has from before and no source has reported is removed",
};

const MODES: Readonly<Record<OverlayConfig["mode"], string>> = {
  bgp: "mode bgp: paths come from BGP",
  configmap: "mode configmap: paths come from the TE document",
};

/** Returns an event in one line; undefined for one that is for programs only. */
export function eventText(event: OverlayEvent, nameOf: NameOf): EventText | undefined {
  switch (event.type) {
    case "bgp":
      return speakerText(event.event);
    case "route-refused":
      return trouble(`${peerText(event.peer)}: ${event.route} is not used: ${event.reason}`);
    case "shared-id":
      return trouble(sharedIdText(event));
    case "knowledge":
      return news(KNOWLEDGE[event.knowledge]);
    case "mode":
      return news(MODES[event.mode]);
    default:
      return installText(event, nameOf);
  }
}

/** Returns the announcer of a route, which is this node where its own routes are refused. */
function peerText(peer: string): string {
  return peer === "this node" ? peer : `peer ${peer}`;
}

function installText(event: InstallEvent, nameOf: NameOf): EventText {
  switch (event.type) {
    case "tunnel":
      return news(tunnelText(event, nameOf(event.endpoint)));
    case "prefix": {
      const { prefix, node } = event;
      const to = node === undefined ? "not steered any more" : `steered to ${nodeText(node, nameOf(node))}`;
      return news(`prefix ${prefix}: ${to}`);
    }
    case "local-sid":
      if (event.isHeld) return news(`local SID ${event.sid}: VPP has it`);
      return trouble(`local SID ${event.sid}: VPP does not have it, so that no path to it is announced`);
    case "refused":
      return trouble(`${event.name}: ${event.error.message}: tried again later`);
    case "attached":
      return news(`VPP is connected: ${countSteps(event.steps)} brought it to what it should hold`);
    case "repaired":
      return news(`VPP did not hold what it should: ${countSteps(event.steps)} repaired it`);
  }
}

function speakerText(event: SpeakerEvent): EventText | undefined {
  switch (event.kind) {
    case "up":
      return news(`peer ${event.peer}: session established for ${event.families.join(", ")}`);
    case "down": {
      const seconds = event.routesStaySeconds;
      const routes = seconds > 0 ? `its routes stay for ${seconds} s` : "none of its routes stay";
      return trouble(`peer ${event.peer}: session ended: ${event.reason}; ${routes}`);
    }
    case "refused":
      return trouble(`peer ${event.peer}: no session: ${event.reason}: trying again`);
    case "fault":
      return trouble(`peer ${event.peer}: ${event.reason}`);
    case "stranger":
      return trouble(`BGP: closed a connection from ${event.address}, which is no peer`);
    case "listening":
      return news(`BGP: listening on port ${event.port}`);
    case "not-listening":
      return trouble(`BGP: cannot listen: ${event.reason}: trying again`);
    case "end-of-rib":
      return undefined;
  }
}

function news(text: string): EventText {
  return { text, isTrouble: false };
}

function trouble(text: string): EventText {
  return { text, isTrouble: true };
}
