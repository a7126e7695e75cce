import type { BarRow } from "../../../domain/market-event.js";
import type { Clock } from "../../../lib/clock.js";
import type { Rng } from "../../../lib/rng.js";
import type { VenueClock } from "../../../ports/venue-clock.js";
import { BackOff } from "../../ccxt/back-off.js";
import type { FeedTimes } from "./feed-times.js";
import type { Prices } from "../../ccxt/market-fields.js";
import { barRow } from "./market-frames.js";
import { isStopped } from "../../ccxt/is-stopped.js";
import type { Candle, KlineBar, PublicRest } from "../../ccxt/market-types.js";

/** A week of hours behind is more than any gap that is filled here; older bars are history. */
const MAX_WAITING = 200;
const PAGE_ROWS = 99;
const CLOCK_TOLERANCE_MS = 2_000;

export interface BarKeeperDeps {
  readonly symbol: string;
  readonly barMs: number;
  readonly rest: Pick<PublicRest, "klines">;
  readonly markBar: (openTimeMs: number) => Promise<Prices | null>;
  readonly clock: Clock;
  readonly venueClock: Pick<VenueClock, "nowMs" | "speed">;
  readonly rng: Rng;
  readonly times: Pick<FeedTimes, "barLateMs" | "settleMs" | "askAgain">;
  readonly signal: AbortSignal;
  readonly onBar: (closeTimeMs: number, row: BarRow) => void;
}

/**
 * Closed bars of one symbol: each closing instant once, in order, from the stream where it tells them and by REST where
 * it doesn't. An instant is left out only when the venue itself has no candle for it but later ones.
 */
export class BarKeeper {
  #nextOpenMs: number;
  readonly #waiting = new Map<number, KlineBar>();
  readonly #backOff: BackOff;
  #askAgainAtMs = 0;
  #isBusy = false;
  #isConnected = false;

  constructor(readonly deps: BarKeeperDeps) {
    this.#nextOpenMs = Math.floor(deps.venueClock.nowMs() / deps.barMs) * deps.barMs;
    this.#backOff = new BackOff(deps.times.askAgain, deps.rng);
  }

  onCandle(candle: Candle): void {
    const { venueClock, barMs } = this.deps;
    if (!candle.isClosed || candle.openTimeMs < this.#nextOpenMs || candle.openTimeMs % barMs !== 0) return;
    // A candle that can't be over yet is none; our idea of the venue's time may be a little behind.
    if (candle.openTimeMs + barMs > venueClock.nowMs() + CLOCK_TOLERANCE_MS * venueClock.speed) return;
    this.#keep(candle);
    void this.#work();
  }

  /** Regular call; a bar is asked for sooner while its stream is down. */
  check(isConnected: boolean): void {
    this.#isConnected = isConnected;
    if (this.#isDue()) void this.#work();
  }

  #isDue(): boolean {
    const { venueClock, barMs, times } = this.deps;
    const patienceMs = this.#isConnected ? times.barLateMs * venueClock.speed : 0;
    return venueClock.nowMs() >= this.#nextOpenMs + barMs + Math.max(times.settleMs, patienceMs);
  }

  /** One at a time: whatever arrives meanwhile is seen by the loop. */
  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    const { signal } = this.deps;
    while (!isStopped(signal)) {
      const bar = this.#waiting.get(this.#nextOpenMs);
      if (bar !== undefined) await this.#tell(bar);
      else if (!(this.#waiting.size > 0 || this.#isDue()) || !(await this.#fill())) break;
    }
    this.#isBusy = false;
  }

  async #tell(bar: KlineBar): Promise<void> {
    const { markBar, barMs, signal, onBar } = this.deps;
    const mark = await markBar(bar.openTimeMs);
    if (isStopped(signal)) return;
    this.#nextOpenMs = bar.openTimeMs + barMs;
    for (const openTimeMs of this.#waiting.keys()) if (openTimeMs < this.#nextOpenMs) this.#waiting.delete(openTimeMs);
    onBar(this.#nextOpenMs, barRow(bar, mark));
  }

  /** Asks REST for what is missing. True where there is a bar to tell now. */
  async #fill(): Promise<boolean> {
    const { symbol, barMs, rest, clock, venueClock, times, signal } = this.deps;
    if (clock.monotonicMs() < this.#askAgainAtMs) return false;
    const settledMs = venueClock.nowMs() - times.settleMs;
    const toMs = Math.floor(settledMs / barMs) * barMs;
    const range = { symbol, barMs, fromMs: this.#nextOpenMs, toMs, limit: PAGE_ROWS };
    const answer = toMs > this.#nextOpenMs ? await rest.klines(range) : null;
    if (isStopped(signal)) return false;
    if (answer?.ok === true) {
      for (const bar of answer.value) if (bar.openTimeMs >= this.#nextOpenMs && bar.openTimeMs < toMs) this.#keep(bar);
      const earliest = Math.min(...this.#waiting.keys());
      if (Number.isFinite(earliest)) {
        // The venue answered and has nothing before this one: the hole is the venue's.
        this.#nextOpenMs = Math.max(this.#nextOpenMs, earliest);
        this.#backOff.reset();
        return true;
      }
    }
    const askedToWaitMs = answer?.ok === false ? (answer.error.retryAfterMs ?? 0) : 0;
    this.#askAgainAtMs = clock.monotonicMs() + Math.max(this.#backOff.nextMs(), askedToWaitMs);
    return false;
  }

  #keep(bar: KlineBar): void {
    if (this.#waiting.has(bar.openTimeMs) || this.#waiting.size >= MAX_WAITING) return;
    this.#waiting.set(bar.openTimeMs, bar);
  }
}
