import { err, ok, type Result } from "../../lib/result.js";
import type { Departure, VenueRefusal } from "../../ports/venue-gateway.js";

/** A limiter's side of one call. */
export interface Turn {
  /** Takes what the call costs where it is free now. */
  takeNow(): boolean;
  /** Waits until it is free, and takes it; a refusal where it will not be, or where the signal fired. */
  acquire(signal: AbortSignal): Promise<Result<null, VenueRefusal>>;
}

interface Going {
  readonly departure: Departure | undefined;
  /** The client's end: calls that still wait are given up. */
  readonly closing: AbortSignal;
}

/** Ok when the call may go out now, and has to: a departure counts as left from here on. */
export async function takeTurn(turn: Turn, { departure, closing }: Going): Promise<Result<null, VenueRefusal>> {
  // No wait, nothing to call back: what a wait needs is not made.
  if (!closing.aborted && turn.takeNow()) return leaving(departure);
  if (departure === undefined) return turn.acquire(closing);
  const waiting = new AbortController();
  const giveUp = (): void => {
    waiting.abort();
  };
  const calledBack = departure.wait();
  calledBack.addEventListener("abort", giveUp, { signal: waiting.signal });
  closing.addEventListener("abort", giveUp, { signal: waiting.signal });
  if (closing.aborted || calledBack.aborted) giveUp();
  const admitted = await turn.acquire(waiting.signal);
  giveUp();
  if (admitted.ok) return leaving(departure);
  // Called back in its wait: why is for the departure to say, not for the limiter.
  const left = calledBack.aborted ? leaving(departure) : admitted;
  return left.ok ? admitted : left;
}

/** The last question whether the request may still go: between this and the send lies nothing that waits. */
function leaving(departure: Departure | undefined): Result<null, VenueRefusal> {
  const refusal = departure?.leave() ?? null;
  return refusal === null ? ok(null) : err(refusal);
}
