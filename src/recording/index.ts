/**
 * Recordings of what clients and VPP have sent each other: made by a tap between them, or by VPP itself. In go files and sockets, out
 * come messages with their names, and requests with their answers. It carries messages and never changes one.
 */
export {
  type DefinedMessage,
  Definitions,
  type Description,
  describeMessage,
  type Exchange,
  Exchanges,
  splitNameCrc,
} from "./decode/index.ts";
export { createRecording, type RecordingHeader, type RecordingWriter } from "./format/index.ts";
export { openRecording } from "./open-recording.ts";
export { type RecordedAnswer, RecordedAnswers, readAnswers } from "./recorded-answers.ts";
export type { RecordedMessage, Recording } from "./recorded-message.ts";
export { openTap, type Tap } from "./tap/index.ts";
