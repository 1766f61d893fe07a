import { parseIpAddress } from "../../address/index.ts";
import { errorText } from "../../errors.ts";
import { UsageError } from "../arguments/index.ts";
import type { PlainStatus } from "./ask-agent.ts";

/** What is waited for: whether it holds in a state. */
export type Condition = (status: PlainStatus) => boolean;

const FORMS = "ready, settled, node=ADDRESS or peer=ADDRESS is expected";

/** Reads the condition of `--until`. @throws {UsageError} for a text that is none. */
export function parseCondition(text: string): Condition {
  if (text === "ready") return isReady;
  if (text === "settled") return ({ knowledge }) => knowledge === "settled";
  const { kind, address } = /^(?<kind>node|peer)=(?<address>.*)$/s.exec(text)?.groups ?? {};
  if (kind === undefined) throw new UsageError(`--until ${text}: ${FORMS}`);
  const wanted = addressFrom(text, address!);
  return kind === "node" ? (status) => isNodeUp(status, wanted) : (status) => isPeerUp(status, wanted);
}

function isReady({ enabled, knowledge, nodes, obstacles }: PlainStatus): boolean {
  if (!enabled) return true;
  const isPending = nodes.some(({ tunnels }) => tunnels.some(({ state }) => state === "pending"));
  return knowledge !== "unknown" && !isPending && obstacles.length === 0;
}

function isNodeUp({ nodes }: PlainStatus, wanted: string): boolean {
  const tunnels = nodes.find(({ address }) => address === wanted)?.tunnels ?? [];
  const used = tunnels.filter(({ prefixes }) => prefixes.length > 0);
  return used.length > 0 && used.every(({ state }) => state === "up");
}

function isPeerUp({ peers }: PlainStatus, wanted: string): boolean {
  return peers.some(({ address, state }) => address === wanted && state === "established");
}

function addressFrom(text: string, address: string): string {
  try {
    return String(parseIpAddress(address));
  } catch (reason) {
    throw new UsageError(`--until ${text}: ${errorText(reason)}`);
  }
}
