import type { InputEvent } from "../../domain/event.js";
import type { Instrument } from "../../domain/instrument.js";
import { filterChanges, listingChanges, type VenueRules, venueRulesOf } from "../../domain/venue-rules.js";
import type { Clock } from "../../lib/clock.js";
import { HOUR_MS, SECOND_MS } from "../../lib/time.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { VenueGateway } from "../../ports/venue-gateway.js";

interface RulesWatchOptions {
  readonly account: string;
  readonly symbols: readonly string[];
  readonly gateway: Pick<VenueGateway, "instruments">;
  readonly clock: Pick<Clock, "sleep">;
  readonly venueClock: Pick<VenueClock, "nowMs" | "speed">;
  /** A symbol as the session's decisions take it; asked when the watch starts. */
  readonly known: (symbol: string) => Instrument | undefined;
  readonly tell: (event: InputEvent) => void;
  readonly onBug: (error: unknown) => void;
}

/** Of venue time, and of wall time where the venue's runs fast. */
const EVERY_MS = HOUR_MS;
const SHORTEST_MS = 2 * SECOND_MS;

/**
 * Reads the venue's rules of the traded symbols every hour, and again when an order was refused by them. What differs
 * from what the session goes by is told with all that holds now.
 */
export class RulesWatch {
  readonly #known = new Map<string, VenueRules>();
  readonly #closing = new AbortController();
  #running: Promise<void> = Promise.resolve();
  /** Those who wait for a read that began after they asked. */
  #asking: (() => void)[] = [];
  #wake = new AbortController();

  constructor(readonly options: RulesWatchOptions) {}

  start(): void {
    const { known, symbols, onBug } = this.options;
    for (const symbol of symbols) {
      const instrument = known(symbol);
      if (instrument !== undefined) this.#known.set(symbol, venueRulesOf(instrument));
    }
    this.#running = this.#watch().catch(onBug);
  }

  /** Resolves after a read that began later than this call; two of them are at least 2 s apart, however often it is asked. */
  readAgain(): Promise<void> {
    if (this.#isClosed()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#asking.push(resolve);
      this.#wake.abort();
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#wake.abort();
    await this.#running;
  }

  async #watch(): Promise<void> {
    const { clock, gateway, symbols, venueClock } = this.options;
    const { signal } = this.#closing;
    while (!this.#isClosed()) {
      const asking = this.#asking.splice(0);
      const answer = await gateway.instruments(symbols);
      if (answer.ok) for (const instrument of answer.value) this.#compare(instrument);
      for (const answered of asking) answered();
      await clock.sleep(SHORTEST_MS, signal);
      if (this.#asking.length > 0) continue;
      this.#wake = new AbortController();
      // Closed meanwhile: nobody would wake it.
      if (this.#isClosed()) break;
      await clock.sleep(Math.max(0, EVERY_MS / venueClock.speed - SHORTEST_MS), this.#wake.signal);
    }
    for (const answered of this.#asking.splice(0)) answered();
  }

  #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  #compare(now: Instrument): void {
    const { symbol } = now;
    const before = this.#known.get(symbol);
    const rules = venueRulesOf(now);
    this.#known.set(symbol, rules);
    if (before === undefined || this.#isClosed()) return;
    this.#tell(symbol, "instrument", { details: listingChanges(before, rules), rules });
    this.#tell(symbol, "rules", { details: filterChanges(before, rules), rules });
  }

  #tell(
    symbol: string,
    what: "instrument" | "rules",
    { details, rules }: { readonly details: readonly string[]; readonly rules: VenueRules },
  ): void {
    if (details.length === 0) return;
    const { account, tell, venueClock } = this.options;
    const detail = details.join(", ");
    tell({ type: "account.changed", atMs: venueClock.nowMs(), account, symbol, what, detail, rules });
  }
}
