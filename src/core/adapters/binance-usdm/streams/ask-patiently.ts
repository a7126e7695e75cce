import type { Clock } from "../../../lib/clock.js";
import type { Result } from "../../../lib/result.js";
import type { Rng } from "../../../lib/rng.js";
import { BackOff, type BackOffTimes } from "../../ccxt/back-off.js";
import { isStopped } from "../../ccxt/is-stopped.js";
import type { ReadFailure } from "../../ccxt/market-types.js";

const ATTEMPTS = 5;

/** A question that stayed without a usable answer. */
export class VenueError extends Error {
  override readonly name = "VenueError";
}

export interface PatienceDeps {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly times: { readonly askAgain: BackOffTimes };
  readonly signal: AbortSignal;
}

/**
 * Asks up to five times, with longer and longer waits, or as long as the venue says. `what` names the answer in the error.
 *
 * Errors: VenueError with the last reason.
 */
export async function askPatiently<T>(
  what: string,
  ask: () => Promise<Result<T, ReadFailure>>,
  deps: PatienceDeps,
): Promise<T> {
  const backOff = new BackOff(deps.times.askAgain, deps.rng);
  let reason = "it was given up";
  for (let attempt = 0; attempt < ATTEMPTS && !isStopped(deps.signal); attempt += 1) {
    const answer = await ask();
    if (answer.ok) return answer.value;
    reason = answer.error.reason;
    if (attempt < ATTEMPTS - 1) {
      await deps.clock.sleep(Math.max(backOff.nextMs(), answer.error.retryAfterMs ?? 0), deps.signal);
    }
  }
  throw new VenueError(`no ${what}: ${reason}`);
}
