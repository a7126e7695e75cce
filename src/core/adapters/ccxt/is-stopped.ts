/** Asked anew each time: the compiler takes a signal that was not fired before an `await` for one that never fires. */
export function isStopped(signal: AbortSignal): boolean {
  return signal.aborted;
}
