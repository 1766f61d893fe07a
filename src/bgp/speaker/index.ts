/** A speaker: its peers, its listener, and its own routes. */
export { type PeerOptions, SPEAKER_DEFAULTS, SPEAKER_LIMITS, type SpeakerOptions } from "./config.ts";
export type { SpeakerEvent, SpeakerHandler } from "./events.ts";
export type { PeerStatus } from "./peer.ts";
export { type Speaker, startSpeaker } from "./speaker.ts";
