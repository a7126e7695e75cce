import type { Instrument } from "../../../domain/instrument.js";
import type { Clock } from "../../../lib/clock.js";
import type { Dec } from "../../../lib/decimal.js";
import { invariant } from "../../../lib/invariant.js";
import { HOUR_MS } from "../../../lib/time.js";
import type { BarStore } from "../../../ports/bar-store.js";
import type { SimPolicy } from "../../../sim/policy.js";
import { createSimState } from "../../../sim/state.js";
import { createSimVenue } from "../../../sim/venue.js";
import { createInputMerger } from "../../paper/input-merger.js";
import { createRecordedFeed } from "../../recorded-feed/recorded-feed.js";
import { FundingSchedule } from "./funding-schedule.js";
import { createMarketDisplay } from "./market-display.js";
import { MarketEngine } from "./market-engine.js";
import { loadHistory } from "./market-history.js";
import { createMarketTime } from "./market-time.js";
import type { RecordedStream } from "./recorded-depth.js";
import type { ServedMarket } from "./served-market.js";

interface PaperMarketOptions {
  readonly store: Pick<BarStore, "bars" | "marks" | "funding">;
  /** The venue's assumptions. Their latencies are left out: the network is real. */
  readonly policy: SimPolicy;
  readonly instruments: readonly Instrument[];
  readonly wallets: Readonly<Record<string, Dec>>;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly fromMs: number;
  /** End of the market, on a full hour. */
  readonly toMs: number;
  readonly speed: number;
  readonly seed: number;
  /** Recorded order book; played where the market passes it slowly enough. */
  readonly stream: RecordedStream | null;
}

/** Faster than this nobody could follow the recorded stream: its time is passed with a synthetic book. */
export const MOST_RECORDED_SPEED = 10;

/**
 * The market of the paper venue. Its time starts with the call. At the end of the data everything stands still but
 * time: no bar is open any more, so nothing fills.
 *
 * Errors: those of the store.
 */
export async function createPaperMarket(options: PaperMarketOptions): Promise<ServedMarket> {
  const { store, instruments, fromMs, toMs, speed, seed, clock } = options;
  const policy = {
    ...options.policy,
    order_latency_ms: 0,
    cancel_latency_ms: 0,
    ack_latency_ms: 0,
    latency_jitter_ms: 0,
  };
  const openedMs = Math.floor(fromMs / HOUR_MS) * HOUR_MS;
  invariant(openedMs < toMs && toMs % HOUR_MS === 0, "the market is open for whole hours");
  const symbols = instruments.map(({ symbol }) => symbol);
  const history = await loadHistory(store, symbols);
  // One bar of warm-up: at its close the first span opens.
  const span = { fromMs: openedMs, toMs, warmupMs: HOUR_MS, barMs: HOUR_MS };
  const feed = await createRecordedFeed({ store, symbols, ...span });
  const state = createSimState(options.wallets, feed.startMs);
  const sim = createSimVenue({ instruments, policy, state });
  const hours = policy.assumed_funding_interval_hours;
  const assumed = { intervalHours: hours, rate: policy.assumed_funding_rate };
  const calendar = feed.fundingFrom(openedMs, hours);
  const funding = new FundingSchedule({ calendar, history, assumed, toMs });
  const merger = createInputMerger({ feed, venue: sim, funding, fromMs: openedMs });
  const time = createMarketTime({ clock, fromMs, speed });
  const display = createMarketDisplay({ time, sim, history, seed });
  const parts = { time, sim, merger, display, funding, instruments, openedMs, toMs };
  return new MarketEngine({ ...parts, stream: playable(options) });
}

function playable({ stream, fromMs, toMs, speed, instruments }: PaperMarketOptions): RecordedStream | null {
  const firstMs = stream?.frames[0]?.atMs ?? null;
  if (stream === null || firstMs === null || speed > MOST_RECORDED_SPEED) return null;
  const isListed = instruments.some(({ symbol }) => symbol === stream.symbol);
  return isListed && firstMs >= Math.floor(fromMs / HOUR_MS) * HOUR_MS && firstMs < toMs ? stream : null;
}
