/** Ctrl-C ends a run after what is just being measured, and VPP is left as it was; a second one ends it at once. */
const interruption = new AbortController();
process.once("SIGINT", () => interruption.abort(new Error("interrupted")));

export function isInterrupted(): boolean {
  return interruption.signal.aborted;
}

/** @throws when Ctrl-C was pressed. */
export function checkInterruption(): void {
  interruption.signal.throwIfAborted();
}
