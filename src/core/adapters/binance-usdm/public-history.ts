import { z } from "zod";
import { type DataKind, type SeriesRows, type Timeframe, timeframeMs } from "../../domain/data-series.js";
import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import { err, ok, type Result } from "../../lib/result.js";
import { DAY_MS } from "../../lib/time.js";
import type { Rng } from "../../lib/rng.js";
import { RowCollector } from "../lake/row-collector.js";
import { ask } from "./gateway-reads.js";
import type { UsdmConnection } from "./connect.js";
import { askPatiently } from "./streams/ask-patiently.js";
import { PAGE_ROWS } from "./streams/bar-history.js";
import { FEED_TIMES } from "./streams/feed-times.js";
import { isStopped } from "../ccxt/is-stopped.js";
import { publicRestOver } from "./streams/rest-questions.js";
import type { ReadFailure } from "../ccxt/market-types.js";

/** Rows of a series in [fromMs, toMs) on open time or funding time. */
export interface HistoryRange {
  readonly kind: DataKind;
  readonly symbol: string;
  /** Not used for funding. */
  readonly timeframe: Timeframe;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface HistoryDeps {
  readonly connection: Pick<UsdmConnection, "client" | "clock">;
  readonly clock: Clock;
  readonly rng: Rng;
  /** Ends the pages after the one under way. */
  readonly signal: AbortSignal;
}

type Page = readonly (readonly [timeMs: number, values: readonly number[]])[];

/** Before the first contract was traded: BTCUSDT has bars from 2019-09-08T17:00Z on. */
const BEGINNING_MS = Date.UTC(2019, 8, 1);
/** The most settlements of one answer (funding rate history, 2026-10). */
const FUNDING_ROWS = 1_000;
/** Thirty years of minutes. */
const MOST_PAGES = 40_000;

/**
 * The end of the last bar that is over for good, in venue time.
 *
 * Errors: VenueError where the venue does not tell its time.
 */
export async function closedUntil(stepMs: number, deps: HistoryDeps): Promise<number> {
  const { clock } = deps.connection;
  const sync = async (): Promise<Result<number, ReadFailure>> => {
    const skewMs = await clock.sync();
    return skewMs === null ? err({ reason: clock.trouble?.reason ?? "no answer", retryAfterMs: null }) : ok(skewMs);
  };
  await askPatiently("time of the venue", sync, { ...deps, times: FEED_TIMES });
  return Math.floor((clock.nowMs() - FEED_TIMES.settleMs) / stepMs) * stepMs;
}

const NO_SUCH_SYMBOL = -1121;

/**
 * One row of a symbol: to ask five times for one that the venue does not know would not make it known.
 *
 * Errors: Failure `unknown_symbol` (exit 2). Any other refusal is left to the questions that follow.
 */
export async function requireSymbol(symbol: string, { connection }: Pick<HistoryDeps, "connection">): Promise<void> {
  const params = { symbol, interval: "1d", limit: 1 };
  const answer = await ask(connection.client, { endpoint: "klines", schema: z.unknown(), params, priority: "market" });
  if (answer.ok || answer.error.code !== NO_SUCH_SYMBOL) return;
  throw new Failure("unknown_symbol", 2, `the venue knows no symbol ${symbol}`, {
    path: "--symbol",
    value: symbol,
    fix: "Write it as the venue does: BTCUSDT.",
  });
}

/**
 * When the first bar of a series opened, to the day; null where the venue has none before `toMs`. The venue answers a
 * question about the distant past with its first rows, but not every fake does: days are looked through until there are some.
 *
 * Errors: VenueError.
 */
export async function firstDay(
  { kind, symbol, toMs }: Pick<HistoryRange, "kind" | "symbol" | "toMs">,
  deps: HistoryDeps,
): Promise<number | null> {
  for (let fromMs = BEGINNING_MS; fromMs < toMs; fromMs += PAGE_ROWS * DAY_MS) {
    const page = await pageOrStop({ kind, symbol, timeframe: "1d", fromMs, toMs }, deps);
    const [first] = page ?? [];
    if (page === null || first !== undefined) return first?.[0] ?? null;
  }
  return null;
}

/**
 * The rows of a range page by page, oldest first, as the venue keeps them; the rate limiter of the connection paces it.
 *
 * Errors: VenueError after five attempts at one page; DataError for rows that can't be.
 */
export async function* historyPages(range: HistoryRange, deps: HistoryDeps): AsyncGenerator<SeriesRows> {
  const { kind, toMs } = range;
  const timeframe = kind === "funding" ? null : range.timeframe;
  let fromMs = range.fromMs;
  for (let page = 0; page < MOST_PAGES && fromMs < toMs && !isStopped(deps.signal); page += 1) {
    const answer = await pageOrStop({ ...range, fromMs }, deps);
    if (answer === null) return;
    const collector = new RowCollector({ kind, timeframe, file: `answer of the venue from ${fromMs}` });
    for (const [row, [timeMs, values]] of answer.entries()) {
      if (timeMs >= fromMs && timeMs < toMs) collector.add(timeMs, values, `row ${row}`);
    }
    const rows = collector.rows();
    const lastMs = rows.timesMs.at(-1);
    if (lastMs === undefined) return;
    yield rows;
    fromMs = lastMs + (kind === "funding" ? AFTER_FUNDING_MS : timeframeMs(range.timeframe));
  }
}

/** Null where the question was given up because we are to stop. */
async function pageOrStop(range: HistoryRange, deps: HistoryDeps): Promise<Page | null> {
  try {
    const what = `${range.kind} of ${range.symbol}`;
    return await askPatiently(what, () => readPage(range, deps), { ...deps, times: FEED_TIMES });
  } catch (error) {
    if (isStopped(deps.signal)) return null;
    throw error;
  }
}

/** Past the slack with which settlements are stamped, before the next one. */
const AFTER_FUNDING_MS = 60_000;

const fundingSchema = z.array(
  z.object({
    symbol: z.string(),
    fundingTime: z.int(),
    fundingRate: z.string().regex(/^-?\d{1,10}(?:\.\d{1,20})?$/),
    // Empty for settlements of long ago.
    markPrice: z.string().regex(/^(?:\d{1,20}(?:\.\d{1,20})?)?$/),
  }),
);

async function readPage(range: HistoryRange, deps: HistoryDeps): Promise<Result<Page, ReadFailure>> {
  const { client } = deps.connection;
  const { kind, symbol, fromMs, toMs } = range;
  if (kind === "funding") {
    const params = { symbol, startTime: fromMs, endTime: toMs - 1, limit: FUNDING_ROWS };
    const answer = await ask(client, { endpoint: "fundingRate", schema: fundingSchema, params, priority: "market" });
    if (!answer.ok) return answer;
    return ok(answer.value.map((row) => [row.fundingTime, [Number(row.fundingRate), markOf(row.markPrice)]]));
  }
  const rest = publicRestOver(client);
  const question = { symbol, barMs: timeframeMs(range.timeframe), fromMs, toMs, limit: PAGE_ROWS };
  const answer = await (kind === "ohlcv" ? rest.klines(question) : rest.markKlines(question));
  if (!answer.ok) return answer;
  return ok(
    answer.value.map(({ openTimeMs, open, high, low, close, volume }) => {
      const prices = [open, high, low, close];
      return [openTimeMs, kind === "ohlcv" ? [...prices, volume] : prices];
    }),
  );
}

function markOf(text: string): number {
  const mark = text === "" ? NaN : Number(text);
  return mark > 0 ? mark : NaN;
}
