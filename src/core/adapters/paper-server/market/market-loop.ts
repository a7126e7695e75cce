import type { Clock } from "../../../lib/clock.js";
import { SECOND_MS } from "../../../lib/time.js";
import type { MarketPublisher } from "./market-publisher.js";
import type { ServedMarket } from "./served-market.js";

interface LoopParts {
  readonly market: ServedMarket;
  readonly publisher: MarketPublisher;
  readonly clock: Clock;
  /** Also done at each turn, once the market has caught up. */
  readonly afterTurn: () => void;
}

/** The longest and the shortest pause between two turns (wall time). */
const MOST_PAUSE_MS = 100;
const LEAST_PAUSE_MS = 5;

/** Keeps the market at the present and publishes it, until the signal. At a bar's phases it wakes at their very time. */
export async function runMarket(
  { market, publisher, clock, afterTurn }: LoopParts,
  signal: AbortSignal,
): Promise<void> {
  let tickMs = -Infinity;
  let printMs = -Infinity;
  while (!signal.aborted) {
    const turnMs = clock.monotonicMs();
    market.catchUp();
    if (turnMs >= printMs) {
      printMs = turnMs + SECOND_MS;
      market.printTrades();
    }
    if (turnMs >= tickMs) {
      tickMs = turnMs + MOST_PAUSE_MS;
      publisher.tick();
    }
    afterTurn();
    await clock.sleep(pauseMs(market, tickMs - clock.monotonicMs()), signal);
  }
}

function pauseMs(market: ServedMarket, untilTickMs: number): number {
  const moveMs = market.nextMoveMs();
  const untilMoveMs = moveMs === null ? Infinity : (moveMs - market.time.nowMs()) / market.time.speed;
  return Math.max(LEAST_PAUSE_MS, Math.min(untilTickMs, untilMoveMs, MOST_PAUSE_MS));
}
