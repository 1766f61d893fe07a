import type { Input } from "../wire/index.ts";

/** What may be given for a `T`: addresses and prefixes also as text, and the named properties left to their defaults. */
export type Given<T, Defaulted extends PropertyKey> = T extends unknown
  ? Input<Omit<T, Defaulted>> & Partial<Input<Pick<T, Defaulted & keyof T>>>
  : never;
