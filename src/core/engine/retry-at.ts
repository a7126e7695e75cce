import type { EngineContext } from "./state.js";

/** Something that the venue has refused so many times in a row, the last one at this instant of market time. */
interface Refused {
  readonly atMs: number;
  readonly times: number;
}

/**
 * When it may be tried again: at once, or after a wait that doubles with every refusal, to a bound. Without it a refusal
 * would be repeated at the pace of the network, without end. longestMs: at the venue's usual pace.
 */
export function retryAtMs(
  refused: Refused | undefined,
  longestMs: number,
  { exits, timeScale }: Pick<EngineContext, "exits" | "timeScale">,
): number {
  if (refused === undefined) return 0;
  return refused.atMs + Math.min(longestMs * timeScale, exits.flatten_retry_ms * 2 ** (refused.times - 1));
}
