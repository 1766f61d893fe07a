import { onAbort } from "../options.ts";

/** Starts a timer; `over` resolves when it fires or the signal is aborted. */
export function startPause(
  ms: number,
  signal: AbortSignal,
): { readonly timer: NodeJS.Timeout; readonly over: Promise<void> } {
  let timer!: NodeJS.Timeout;
  const over = new Promise<void>((resolve) => {
    const end = (): void => {
      stop();
      clearTimeout(timer);
      resolve();
    };
    const stop = onAbort(signal, end);
    timer = setTimeout(end, ms);
    if (signal.aborted) end();
  });
  return { timer, over };
}
