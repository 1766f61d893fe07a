/** Measures encoding fields into existing memory. Not measured: the header, the context, and sending. */
import { writeFields } from "../../src/wire/index.ts";
import type { Item } from "../workload.ts";
import { createMemory, ITEMS } from "./codec.ts";
import { type Case, OPERATIONS } from "./suite.ts";

export const encodeCases: Case[] = [
  ...ITEMS.map(([name, item]): Case => ({ name, run: () => encode([item]) })),
  { name: "all four in turn", run: () => encode(ITEMS.map(([, item]) => item)) },
];

const { writer } = createMemory();

function encode(items: readonly Item[]): void {
  for (let at = 0; at < OPERATIONS; at++) {
    const { message, fields } = items[at % items.length]!;
    writeFields(writer, 0, message, fields);
  }
}
