import type { InputEvent } from "../../domain/event.js";
import type { Instrument, VenueRules } from "../../domain/instrument.js";
import type { Clock } from "../../lib/clock.js";
import { compareDec } from "../../lib/decimal.js";
import { HOUR_MS, isoUtc, SECOND_MS } from "../../lib/time.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { VenueGateway } from "../../ports/venue-gateway.js";

interface RulesWatchOptions {
  readonly account: string;
  readonly symbols: readonly string[];
  readonly gateway: Pick<VenueGateway, "instruments">;
  readonly clock: Pick<Clock, "sleep">;
  readonly venueClock: Pick<VenueClock, "nowMs" | "speed">;
  readonly tell: (event: InputEvent) => void;
  readonly onBug: (error: unknown) => void;
}

/** Of venue time, and of wall time where the venue's runs fast. */
const EVERY_MS = HOUR_MS;
const SHORTEST_MS = 3 * SECOND_MS;

/**
 * Reads the venue's rules of the traded symbols again and again. What has changed is told with the rules that hold now:
 * the session goes by them at once, and somebody has to look.
 */
export class RulesWatch {
  readonly #known = new Map<string, Instrument>();
  readonly #closing = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #wake = new AbortController();

  constructor(readonly options: RulesWatchOptions) {}

  start(): void {
    this.#running = this.#watch().catch(this.options.onBug);
  }

  /** The venue refused what our rules should have prevented: they may be old. Read again, at most every 3 s. */
  lookSoon(): void {
    this.#wake.abort();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#wake.abort();
    await this.#running;
  }

  async #watch(): Promise<void> {
    const { clock, gateway, symbols, venueClock } = this.options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const answer = await gateway.instruments(symbols);
      if (answer.ok) for (const instrument of answer.value) this.#compare(instrument);
      await clock.sleep(SHORTEST_MS, signal);
      await clock.sleep(Math.max(0, EVERY_MS / venueClock.speed - SHORTEST_MS), this.#wake.signal);
      if (!signal.aborted) this.#wake = new AbortController();
    }
  }

  #compare(now: Instrument): void {
    const before = this.#known.get(now.symbol);
    this.#known.set(now.symbol, now);
    const detail = before === undefined ? "" : changes(before, now).join(", ");
    if (detail === "" || this.#closing.signal.aborted) return;
    const { account, tell, venueClock } = this.options;
    const { symbol } = now;
    const rules = rulesOf(now);
    tell({ type: "account.changed", atMs: venueClock.nowMs(), account, symbol, what: "instrument", detail, rules });
  }
}

function rulesOf(instrument: Instrument): VenueRules {
  const { status, delistingAtMs, tickSize, stepSize, minQty, maxQty, marketMaxQty, minNotional } = instrument;
  return { status, delistingAtMs, tickSize, stepSize, minQty, maxQty, marketMaxQty, minNotional };
}

const FILTERS = ["tickSize", "stepSize", "minQty", "maxQty", "marketMaxQty", "minNotional"] as const;

function changes(before: Instrument, now: Instrument): readonly string[] {
  const words: string[] = [];
  if (before.status !== now.status) words.push(`status ${now.status}`);
  if (before.delistingAtMs !== now.delistingAtMs)
    words.push(now.delistingAtMs === null ? "no delisting" : `delisting at ${isoUtc(now.delistingAtMs)}`);
  for (const name of FILTERS) {
    if (compareDec(before[name], now[name]) !== 0) words.push(`${name} ${before[name]} → ${now[name]}`);
  }
  return words;
}
