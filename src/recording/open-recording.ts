import { closeSync, fstatSync, readFileSync, readSync } from "node:fs";
import { VppError } from "../errors.ts";
import { openInput, reasonOf } from "../files/index.ts";
import { printable } from "../printable.ts";
import { RecordingReader } from "./format/index.ts";
import type { Recording } from "./recorded-message.ts";
import { TapRecording } from "./tap-recording.ts";
import { TraceFile } from "./trace-file.ts";

/** A recording begins with a map of MessagePack, a trace file with the number of its items, which is far smaller. */
const isMap = (first: number): boolean => (first & 0xf0) === 0x80 || first === 0xde || first === 0xdf;

/**
 * Opens a recording of tsvpp, a trace file of VPP or a post-mortem file of VPP.
 *
 * @throws {VppError} `VPP_FILE` when the file cannot be read, is none of these, or is of a newer format.
 */
export function openRecording(path: string): Recording {
  const file = open(path);
  let isKept = false;
  try {
    if (!fstatSync(file).isFile()) throw new Error("not a regular file");
    const first = Buffer.alloc(1);
    if (readSync(file, first, 0, 1, 0) === 0) throw new Error("the file is empty");
    if (!isMap(first[0]!)) return new TraceFile(path, readFileSync(file));
    const recording = new TapRecording(new RecordingReader(path, file), () => closeSync(file));
    isKept = true;
    return recording;
  } catch (cause) {
    if (cause instanceof VppError) throw cause;
    throw new VppError("VPP_FILE", `${printable(path)}: ${reasonOf(cause)}`, { cause });
  } finally {
    if (!isKept) closeSync(file);
  }
}

function open(path: string): number {
  try {
    return openInput(path);
  } catch (cause) {
    throw new VppError("VPP_FILE", `${printable(path)}: ${reasonOf(cause)}`, { cause });
  }
}
