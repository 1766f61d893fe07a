/** Ctrl-C ends a run after the current measurement; the run then restores the state of VPP. A second Ctrl-C ends it at once. */
const interruption = new AbortController();
process.once("SIGINT", () => interruption.abort(new Error("interrupted")));

export function isInterrupted(): boolean {
  return interruption.signal.aborted;
}

/** Throws after Ctrl-C. */
export function checkInterruption(): void {
  interruption.signal.throwIfAborted();
}
