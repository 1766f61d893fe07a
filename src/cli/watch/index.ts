/** The screen of `tsvpp watch`: the lines of one round, with those marked that have changed since the round before. */
export { showRound, type WatchRound } from "./show-round.ts";
