/** Source of time. `nowMs` is UTC wall time, `monotonicMs` never goes back and is only for durations. */
export interface Clock {
  nowMs(): number;
  monotonicMs(): number;
  /** Resolves after the time has passed or the signal has fired, whichever is first. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}
