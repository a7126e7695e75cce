import type { Clock } from "../../../lib/clock.js";
import type { FeedListener, LiveMark } from "../../../ports/live-feed.js";
import type { PublicRest } from "./public-rest.js";
import { isStopped } from "./is-stopped.js";

interface PollDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly rest: Pick<PublicRest, "depth" | "marks">;
  readonly bookLevels: number;
}

/** Depths the venue offers (derivatives docs, depth, 2026-10); up to 50 cost weight 2. */
const DEPTHS = [5, 10, 20, 50, 100, 500, 1_000] as const;

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
  { rest, clock, signal, bookLevels }: PollDeps,
  listener: Pick<FeedListener, "onBook">,
): Promise<void> {
  const depth = DEPTHS.find((levels) => levels >= bookLevels) ?? 1_000;
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
    const side = (levels: typeof bids) => levels.slice(0, bookLevels).map(([price, qty]) => ({ price, qty }));
    listener.onBook({ symbol, atMs, bids: side(bids), asks: side(asks) });
  }
}
