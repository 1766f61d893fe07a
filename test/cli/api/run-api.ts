import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Ran, tsvpp } from "../tsvpp.ts";

const CATALOGUE = new URL("../../../../api-json/", import.meta.url);

/** A file of definitions that no release has. */
export const TOOLBOX: string = fileURLToPath(new URL("../../../../test/golden/toolbox.api", import.meta.url));

/** Runs a command line of `tsvpp api`. */
export function api(...argv: string[]): Promise<Ran> {
  return tsvpp(["api", ...argv]);
}

/** Runs it with `--json`: one value a line. */
export async function apiJson(...argv: string[]): Promise<{ exitCode: number; values: Record<string, unknown>[] }> {
  const { exitCode, stdout } = await api(...argv, "--json");
  return {
    exitCode,
    values: stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  };
}

/** The files of the catalogue, one for each module. */
export function catalogueFiles(): string[] {
  return readdirSync(CATALOGUE).filter((file) => file.endsWith(".jsonl"));
}

/** Whether any line of a catalogue's file is of a release. */
export function isIn(release: string, file: string): boolean {
  return rawLines(file).some((line) => isOf(release, line.in));
}

/** The CRCs of all messages of a release, read from the catalogue line by line. */
export function rawCrcs(release: string): Map<string, string> {
  const lines = catalogueFiles()
    .flatMap(rawLines)
    .filter((line) => line.message !== undefined && isOf(release, line.in));
  return new Map(lines.map(({ message, crc }) => [message!, crc!]));
}

function rawLines(file: string): { in: string; message?: string; crc?: string }[] {
  const lines = readFileSync(new URL(file, CATALOGUE), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** `22.10-23.10 25.02-`: releases sort as text. */
function isOf(release: string, ranges: string): boolean {
  return ranges.split(" ").some((range) => {
    const [first = "", last = first] = range.split("-");
    return first <= release && (last === "" || release <= last);
  });
}

/** The messages of an .api.json document, as VPP's message table has them. */
export function crcsIn({ messages }: { messages: unknown[][] }): string[] {
  return messages.map((message) => `${message[0]}_${(message.at(-1) as { crc: string }).crc.slice(2)}`);
}
