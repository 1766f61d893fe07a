import { setImmediate } from "node:timers/promises";
import { printableJson } from "../printable.ts";

/** So many items of an array are written in one turn of the event loop. */
const ITEMS_A_TURN = 100;

/** Returns a value as JSON, written in several turns of the event loop where it has long arrays, so that other work goes on meanwhile. */
export async function jsonInTurns(value: unknown): Promise<string> {
  if (Array.isArray(value)) return `[${(await itemsOf(value)).join(",")}]`;
  if (value === null || Object.getPrototypeOf(value) !== Object.prototype) return printableJson(value);
  const members: string[] = [];
  for (const [name, member] of Object.entries(value as object)) {
    if (member !== undefined) members.push(`${printableJson(name)}:${await jsonInTurns(member)}`);
  }
  return `{${members.join(",")}}`;
}

async function itemsOf(array: readonly unknown[]): Promise<string[]> {
  const pieces: string[] = [];
  for (let at = 0; at < array.length; at += ITEMS_A_TURN) {
    if (at > 0) await setImmediate();
    pieces.push(printableJson(array.slice(at, at + ITEMS_A_TURN)).slice(1, -1));
  }
  return pieces;
}
