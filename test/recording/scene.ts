import { join } from "node:path";
import type { Test } from "tap";
import { createRecording, openRecording, openTap, type RecordedMessage } from "../../src/recording/index.ts";
import { type Simulator, startSimulator } from "../../src/simulator/index.ts";
import { temporaryFolder } from "../helpers.ts";

/** A tap before a simulator. */
export interface TapScene {
  readonly simulator: Simulator;
  /** The path of the recording. */
  readonly file: string;
  /** The path on which the tap listens. */
  readonly socketPath: string;
  readonly notes: string[];
  /** Ends the tap and the recording. */
  close(): Promise<void>;
}

/** Starts a simulator and a tap, which end with the test. */
export async function startTap(t: Test): Promise<TapScene> {
  const folder = temporaryFolder(t);
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  const [file, socketPath] = [join(folder, "a.rec"), join(folder, "tap.sock")];
  const writer = createRecording(file, { vpp: "26.06-release" });
  const notes: string[] = [];
  const tap = await openTap(socketPath, { vppPath: simulator.socketPath, writer, note: (text) => notes.push(text) });
  const close = async (): Promise<void> => {
    await tap.close();
    writer.close();
  };
  t.teardown(close);
  return { simulator, file, socketPath, notes, close };
}

/** Returns all messages of a recording. */
export function readAll(file: string): RecordedMessage[] {
  using recording = openRecording(file);
  return [...recording.messages()];
}

/** Returns the names of messages, without CRC; `end` for the end of a side. */
export function namesOf(messages: readonly RecordedMessage[]): string[] {
  return messages.map(({ isToVpp, nameCrc, bytes }) => {
    const name = bytes === undefined ? "end" : (nameCrc?.replace(/_[0-9a-f]{8}$/, "") ?? "?");
    return `${isToVpp ? ">" : "<"} ${name}`;
  });
}
