import type { Clock } from "../../../lib/clock.js";
import type { FeedListener, LiveMark } from "../../../ports/live-feed.js";
import { type ToldDepth, toldLevels } from "./told-levels.js";
import { isStopped } from "../../ccxt/is-stopped.js";
import type { PublicRest } from "../../ccxt/market-types.js";

interface PollDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly rest: Pick<PublicRest, "depth" | "marks">;
  readonly bookDepth: ToldDepth;
}

/**
 * Depths the venue offers (derivatives docs, depth, 2026-10); up to 50 cost weight 2, 100 weight 5, 500 and more 10 to 20: too
 * much for every book every few seconds.
 */
const DEPTHS = [5, 10, 20, 50, 100] as const;

/** Does the work again and again until the signal fires; a slow answer delays the next turn, never overlaps it. */
export async function polling(
  { clock, signal }: Pick<PollDeps, "clock" | "signal">,
  everyMs: number,
  work: () => Promise<void>,
): Promise<void> {
  while (!isStopped(signal)) {
    await clock.sleep(everyMs, signal);
    if (!isStopped(signal)) await work();
  }
}

/** Marks of symbols whose stream is down. */
export async function pollMarks(
  symbols: readonly string[],
  { rest, clock, signal }: PollDeps,
  onMark: (mark: LiveMark) => void,
): Promise<void> {
  if (symbols.length === 0) return;
  const answer = await rest.marks(symbols);
  if (isStopped(signal)) return;
  if (answer.ok) answer.value.forEach(onMark);
  else if (answer.error.retryAfterMs !== null) await clock.sleep(answer.error.retryAfterMs, signal);
}

/** Books of symbols whose own book isn't whole: a snapshot by itself has no gap. */
export async function pollBooks(
  broken: () => readonly string[],
  { rest, clock, signal, bookDepth }: PollDeps,
  listener: Pick<FeedListener, "onBook">,
): Promise<void> {
  const depth = (bookDepth.reachBps > 0 ? undefined : DEPTHS.find((levels) => levels >= bookDepth.levels)) ?? 100;
  for (const symbol of broken()) {
    const answer = await rest.depth(symbol, depth);
    if (isStopped(signal)) return;
    // Whole again while the answer was on its way: what the stream has told is newer.
    if (!broken().includes(symbol)) continue;
    if (!answer.ok) {
      if (answer.error.retryAfterMs !== null) await clock.sleep(answer.error.retryAfterMs, signal);
      continue;
    }
    const { atMs, bids, asks } = answer.value;
    const mid = ((bids[0]?.[0] ?? Number.NaN) + (asks[0]?.[0] ?? Number.NaN)) / 2;
    const side = (levels: typeof bids) => {
      const kept = { prices: levels.map(([price]) => price), qtys: levels.map(([, qty]) => qty) };
      return toldLevels(kept, mid, bookDepth);
    };
    listener.onBook({ symbol, atMs, bids: side(bids), asks: side(asks) });
  }
}
