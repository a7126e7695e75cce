import type { InputEvent } from "../../domain/event.js";
import type { Instrument } from "../../domain/instrument.js";
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
 * Reads the venue's rules of the traded symbols again and again. What has changed since this process began is told: its
 * decisions still rest on the rules of its start, so somebody has to look.
 */
export class RulesWatch {
  readonly #known = new Map<string, Instrument>();
  readonly #closing = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(readonly options: RulesWatchOptions) {}

  start(): void {
    this.#running = this.#watch().catch(this.options.onBug);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #watch(): Promise<void> {
    const { clock, gateway, symbols, venueClock } = this.options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const answer = await gateway.instruments(symbols);
      if (answer.ok) for (const instrument of answer.value) this.#compare(instrument);
      await clock.sleep(Math.max(SHORTEST_MS, EVERY_MS / venueClock.speed), signal);
    }
  }

  #compare(now: Instrument): void {
    const before = this.#known.get(now.symbol);
    this.#known.set(now.symbol, now);
    const detail = before === undefined ? "" : changes(before, now).join(", ");
    if (detail === "" || this.#closing.signal.aborted) return;
    const { account, tell, venueClock } = this.options;
    const { symbol } = now;
    tell({ type: "account.changed", atMs: venueClock.nowMs(), account, symbol, what: "instrument", detail });
  }
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
