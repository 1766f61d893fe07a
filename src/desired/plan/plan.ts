import type { Conflict } from "./conflict.ts";
import type { Step } from "./step.ts";

/** What must be done to make VPP hold what is desired. It is data: `JSON.stringify` and `parsePlan` carry it elsewhere. */
export interface Plan {
  /** In a safe order. */
  readonly steps: readonly Step[];
  /** Differences that stay, since others own what would have to be changed. */
  readonly conflicts: readonly Conflict[];
  /** Segment lists whose overhead leaves no room for packets of `innerMtu` bytes, in words. */
  readonly warnings: readonly string[];
  /** The permission without which `apply` refuses the plan; absent if it needs none. */
  readonly needs?: Needs;
}

/** What a plan may do when it is carried out. */
export interface Permission {
  /** Whether packets may get lost meanwhile; default true. */
  readonly interrupt?: boolean;
  /** Whether more than a fifth of the owned entries may be removed; default false. */
  readonly force?: boolean;
}

/** What a plan does only with permission, by the option that gives it. */
export interface Needs {
  /** The number of steps that interrupt traffic. */
  readonly interrupt?: number;
  /** The removals, if they are more than a fifth of the owned entries. */
  readonly force?: { readonly removed: number; readonly owned: number };
}
