/** Measures converting messages to the JSON form of `tsvpp call`, and back. Not measured: JSON.parse and JSON.stringify. */
import { fromJson, toJson } from "../../src/wire/index.ts";
import { ITEMS } from "./codec.ts";
import { type Case, OPERATIONS } from "./suite.ts";

export const jsonCases: Case[] = ITEMS.flatMap(([name, { message, fields }]): Case[] => {
  const text = toJson(message, fields as never);
  return [
    { name: `${name} to JSON`, run: () => repeat(() => toJson(message, fields as never)) },
    { name: `${name} from JSON`, run: () => repeat(() => fromJson(message, text)) },
  ];
});

function repeat(work: () => unknown): void {
  for (let at = 0; at < OPERATIONS; at++) kept = work();
  if (kept === undefined) throw new Error("the conversion returned nothing");
}
/** Holds the last result, so that the compiler cannot remove the conversion. */
let kept: unknown;
