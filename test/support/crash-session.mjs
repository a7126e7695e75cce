// The built executor as the crash tests run it.
import { nodeFiles } from "../../dist/core/adapters/fs/node-files.js";
import { systemClock } from "../../dist/core/adapters/system/clock.js";
import { runExecutor } from "../../dist/core/app/executor-session.js";

const DEFAULTS = { mode: "paper", fromMs: null, toMs: null, speed: null, maxCycles: null, fresh: false };

/** A clock whose steps are calls, so that telemetry is written at the same events in every run. */
function countingClock() {
  let calls = 0;
  return { ...systemClock, monotonicMs: () => (calls += 1) * 0.25 };
}

export function runToEnd(flags) {
  return runExecutor(
    { ...DEFAULTS, ...flags },
    {
      files: nodeFiles,
      clock: countingClock(),
      env: {},
      stop: new AbortController().signal,
      onProgress: () => undefined,
      onEvent: () => undefined,
    },
  );
}
