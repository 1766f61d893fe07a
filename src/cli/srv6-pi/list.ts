import { type ListedPolicy, listedToJson } from "../../injector/index.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import type { ListView } from "../output/index.ts";
import { STORE_OPTIONS, withStore } from "./store.ts";

const NAME_COLUMNS = ["color", "endpoint", "distinguisher", "preference", "BSID"];
const LIST_COLUMNS = ["weight", "segments"];
const REST_COLUMNS = ["headends", "since", "sent to"];

const POLICIES: ListView<ListedPolicy> = {
  columns: [...NAME_COLUMNS, ...LIST_COLUMNS, ...REST_COLUMNS],
  rows: ({ policy, since, peers }) => {
    const { nlri, headends, path } = policy;
    const sent = peers.filter(({ isSent }) => isSent).map(({ address }) => address);
    const name = [
      nlri.color,
      String(nlri.endpoint),
      nlri.distinguisher,
      path.preference,
      String(path.bindingSid ?? ""),
    ];
    const rest = [headends.join(", ") || "all", since?.toISOString() ?? "", sent.join(", ")];
    return path.segmentLists.map(({ weight, segments }, at) => {
      const sids = segments.map((segment) => ("sid" in segment ? String(segment.sid) : `type ${segment.type}`));
      const list = [weight, sids.join(", ")];
      return at === 0 ? [...name, ...list, ...rest] : [...blanks(NAME_COLUMNS), ...list, ...blanks(REST_COLUMNS)];
    });
  },
  json: listedToJson,
};

/** `tsvpp srv6-pi list` */
export const list: Command = {
  operands: [],
  options: STORE_OPTIONS,
  help: "",

  async run(invocation) {
    const { output } = invocation;
    const policies = await withStore(invocation, (store) => store.list());
    if (policies.length > 0 || output.isJson) await output.list(policies, POLICIES);
    else output.line("no policies");
    if (!output.isJson) for (const line of unsentLines(policies)) output.line(line);
    return EXIT.done;
  },
};

/** Returns a line for each peer that lacks policies. */
function unsentLines(policies: readonly ListedPolicy[]): Set<string> {
  const unsent = policies.flatMap(({ peers }) => peers.filter(({ isSent }) => !isSent));
  return new Set(unsent.map(({ address, reason }) => `not sent to ${address}: ${reason}`));
}

function blanks(columns: readonly string[]): string[] {
  return columns.map(() => "");
}
