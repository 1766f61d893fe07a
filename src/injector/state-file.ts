import { lstatSync } from "node:fs";
import { errorText, VppError } from "../errors.ts";
import { attempt, checkTarget, type FileKind, readRegularFile, replaceFile } from "../files/index.ts";
import { printableJson } from "../printable.ts";
import type { Policy } from "./policy.ts";
import { policyFromJson, policyToJson } from "./policy-json.ts";

/** A policy, and since when it is what it is. */
export interface KeptPolicy {
  readonly policy: Policy;
  readonly since: Date;
}

const NAME = "tsvpp srv6-pi state";
const VERSION = 1;

/** The kind is the whole state: a file that cannot be read is not replaced. */
const KIND: FileKind = {
  name: "a state file of tsvpp srv6-pi",
  isDurable: true,
  has: (text) => {
    try {
      return parseState(text) !== undefined;
    } catch {
      return false;
    }
  },
};

/**
 * Reads the policies of a state file; none if there is no file yet.
 *
 * @throws {VppError} `VPP_FILE` if the file is incomplete, newer, or of another kind, or could not be replaced later.
 */
export function loadState(path: string): KeptPolicy[] {
  if (attempt(path, () => lstatSync(path, { throwIfNoEntry: false })) === undefined) {
    checkTarget(path, KIND);
    return [];
  }
  const text = attempt(path, () => readRegularFile(path));
  try {
    const kept = parseState(text);
    checkTarget(path, KIND);
    return kept;
  } catch (reason) {
    if (reason instanceof VppError && reason.code === "VPP_FILE") throw reason;
    const wayOut = "restore it from a copy, or name another stateFile; it was not changed";
    throw new VppError("VPP_FILE", `${path}: ${errorText(reason)}: ${wayOut}`);
  }
}

/** Writes the policies; after a crash the file is the old or the new one. @throws {VppError} `VPP_FILE`. */
export function saveState(path: string, kept: Iterable<KeptPolicy>): void {
  const policies = [...kept].map(({ policy, since }) => ({ ...policyToJson(policy), since }));
  replaceFile(path, `${printableJson({ kind: NAME, version: VERSION, policies }, 1)}\n`, KIND);
}

function parseState(text: string): KeptPolicy[] {
  const { kind, version, policies } = Object(parseJson(text)) as Record<string, unknown>;
  if (kind !== NAME) throw new Error(`not ${KIND.name}`);
  if (version !== VERSION)
    throw new Error(`of version ${String(version)}, which this tsvpp cannot read: it reads ${VERSION}`);
  if (!Array.isArray(policies)) throw new Error("it has no policies");
  return policies.map(keptFrom);
}

function keptFrom(value: unknown): KeptPolicy {
  const { since, ...policy } = Object(value) as Record<string, unknown>;
  const date = new Date(String(since));
  if (Number.isNaN(date.getTime())) throw new Error("since: expected a date");
  return { policy: policyFromJson(policy), since: date };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`not ${KIND.name}, or only a part of one: it is not JSON`);
  }
}
