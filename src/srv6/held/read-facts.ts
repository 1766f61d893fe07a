import { type Questions, READ, readCoverLengths, readStaticRoutes, readTableUsers } from "../read/index.ts";
import type { Operation, Stages, TableName } from "../values/index.ts";
import type { Fact, HeldState } from "./state.ts";

export const ALL_FACTS = Object.keys(READ) as Fact[]; // an object of this type has no other keys

/** Operations that are checked together. */
export interface Survey {
  readonly stages: Stages;
  /** Those of all stages. */
  readonly operations: readonly Operation[];
  readonly kinds: ReadonlySet<Operation["op"]>;
  /** The facts that their checks read. */
  readonly facts: ReadonlySet<Fact>;
}

/** Reads the facts that are not known yet. All questions leave together. */
export async function readFacts(vpp: Questions, state: HeldState, facts: readonly Fact[]): Promise<void> {
  const unknown = facts.filter((fact) => !state.knows(fact));
  const read = await Promise.all(unknown.map(async (fact) => [fact, await READ[fact](vpp)] as const));
  if (read.length > 0) state.learn(Object.fromEntries(read));
}

/** Reads the routes of the API in these tables, where they are not known yet. */
export async function readRoutesOf(vpp: Questions, state: HeldState, tables: readonly TableName[]): Promise<void> {
  const unknown = tables.filter((table) => !state.knowsRoutes(table));
  if (unknown.length === 0) return;
  const found = await readStaticRoutes(vpp, unknown);
  for (const [at, table] of unknown.entries()) state.learnRoutes(table, found[at]!);
}

/** Returns whether operations need details, which are read for each check. */
export function needsDetails({ kinds }: Survey): boolean {
  return kinds.has("deleteTable") || kinds.has("replaceLocalSid");
}

/** Reads the details that operations need: users of tables that are to be deleted, free prefixes around replaced local SIDs. */
export async function readDetails(vpp: Questions, state: HeldState, { operations, kinds }: Survey): Promise<void> {
  if (kinds.has("deleteTable")) {
    const deleted = operations.filter((each) => each.op === "deleteTable");
    await readRoutesOf(vpp, state, deleted);
    state.learn({ tableUsers: await readTableUsers(vpp, deleted) });
  }
  if (kinds.has("replaceLocalSid")) {
    const replacing = operations.flatMap((each) => (each.op === "replaceLocalSid" ? each.localSid : []));
    state.learn({ coverLengths: await readCoverLengths(vpp, replacing) });
  }
}
