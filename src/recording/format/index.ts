/**
 * The file of a recording: its writer and its reader. It has times, connections, directions and bytes, and does not look into messages.
 */
export { type Direction, FROM_VPP, type RecordedFrame, type RecordingHeader, TO_VPP } from "./format.ts";
export { RecordingReader } from "./recording-reader.ts";
export { createRecording, RecordingWriter } from "./recording-writer.ts";
