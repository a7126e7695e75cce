import type { BarRow } from "../../../domain/market-event.js";
import type { Clock } from "../../../lib/clock.js";
import type { Result } from "../../../lib/result.js";
import type { Rng } from "../../../lib/rng.js";
import type { VenueClock } from "../../../ports/venue-clock.js";
import { askPatiently } from "./ask-patiently.js";
import type { FeedTimes } from "./feed-times.js";
import { barRow } from "./market-frames.js";
import type { KlineBar, KlineRange, PublicRest, ReadFailure } from "../../ccxt/market-types.js";

/** The most rows for the least weight: 499 cost 2, a thousand 5 (derivatives docs, klines, 2026-10). */
export const PAGE_ROWS = 499;
const MAX_PAGES = 2_000;

export interface HistoryDeps {
  readonly rest: Pick<PublicRest, "klines" | "markKlines">;
  readonly clock: Clock;
  readonly venueClock: Pick<VenueClock, "nowMs">;
  readonly rng: Rng;
  readonly times: Pick<FeedTimes, "settleMs" | "askAgain">;
  readonly signal: AbortSignal;
}

/**
 * Closed bars that open in [fromMs, toMs) with their mark bars, oldest first; the running candle is left out. Gaps stay.
 *
 * Errors: VenueError after five attempts at one page.
 */
export async function barHistory(
  question: { readonly symbol: string; readonly barMs: number; readonly fromMs: number; readonly toMs: number },
  deps: HistoryDeps,
): Promise<readonly (readonly [closeTimeMs: number, row: BarRow])[]> {
  const { symbol, barMs, fromMs } = question;
  const closedUntilMs = Math.floor((deps.venueClock.nowMs() - deps.times.settleMs) / barMs) * barMs;
  const toMs = Math.min(question.toMs, closedUntilMs);
  if (toMs <= fromMs) return [];
  const range = { symbol, barMs, fromMs, toMs };
  const bars = await pages(range, (page) => deps.rest.klines(page), deps);
  const marks = await pages(range, (page) => deps.rest.markKlines(page), deps);
  const markAt = new Map(marks.map((mark) => [mark.openTimeMs, mark]));
  return bars.map((bar) => [bar.openTimeMs + barMs, barRow(bar, markAt.get(bar.openTimeMs) ?? null)]);
}

type Range = Omit<KlineRange, "limit">;
type Ask = (page: KlineRange) => Promise<Result<readonly KlineBar[], ReadFailure>>;

async function pages(range: Range, ask: Ask, deps: HistoryDeps): Promise<readonly KlineBar[]> {
  const rows: KlineBar[] = [];
  let fromMs = range.fromMs;
  for (let page = 0; page < MAX_PAGES && fromMs < range.toMs; page += 1) {
    const question = { ...range, fromMs, limit: PAGE_ROWS };
    const answered = await askPatiently(`candles of ${range.symbol}`, () => ask(question), deps);
    const fresh = answered.filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs < range.toMs);
    const last = fresh[fresh.length - 1];
    if (last === undefined) break;
    // Rows that go back in time would be told twice or in a wrong order.
    for (const row of fresh) if (row.openTimeMs > (rows[rows.length - 1]?.openTimeMs ?? -1)) rows.push(row);
    fromMs = last.openTimeMs + range.barMs;
  }
  return rows;
}
