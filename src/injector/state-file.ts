import { StateFile } from "../files/index.ts";
import type { Policy } from "./policy.ts";
import { policyFromJson, policyToJson } from "./policy-json.ts";

/** A policy, and since when it is what it is. */
export interface KeptPolicy {
  readonly policy: Policy;
  readonly since: Date;
}

/**
 * Reads the policies of a state file; none if there is no file yet.
 *
 * @throws {VppError} `VPP_FILE` if the file is incomplete, newer, or of another kind, or could not be replaced later.
 */
export function loadState(path: string): KeptPolicy[] {
  const file = fileAt(path);
  const kept = file.read() ?? [];
  file.check();
  return kept;
}

/** Writes the policies; after a crash the file is the old or the new one. @throws {VppError} `VPP_FILE`. */
export function saveState(path: string, kept: Iterable<KeptPolicy>): void {
  fileAt(path).write({ policies: [...kept].map(({ policy, since }) => ({ ...policyToJson(policy), since })) });
}

function fileAt(path: string): StateFile<KeptPolicy[]> {
  return new StateFile(path, {
    command: "srv6-pi",
    version: 1,
    name: "a state file of tsvpp srv6-pi",
    wayOut: "restore it from a copy, or name another stateFile; it was not changed",
    contentOf: policiesIn,
  });
}

/** Throws an `Error` whose text does not name the path. */
function policiesIn({ policies }: Readonly<Record<string, unknown>>): KeptPolicy[] {
  if (!Array.isArray(policies)) throw new Error("it has no policies");
  return policies.map(keptFrom);
}

function keptFrom(value: unknown): KeptPolicy {
  const { since, ...policy } = Object(value) as Record<string, unknown>;
  const date = new Date(String(since));
  if (Number.isNaN(date.getTime())) throw new Error("since: expected a date");
  return { policy: policyFromJson(policy), since: date };
}
