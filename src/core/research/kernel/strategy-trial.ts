import type { Signal } from "../../domain/intent.js";
import type { HeldDirection } from "../../strategies/definition.js";
import type { LegRules } from "./leg-rules.js";
import type { KernelMarket } from "./market.js";
import type { RunExtras } from "./momentum-run.js";
import { StrategyAccount } from "./strategy-account.js";
import { FLATTEN, LEAVE, StrategyLeg } from "./strategy-leg.js";
import type { AnyStrategy, StrategyFeed } from "./strategy-feed.js";
import { type Tally, tallyTrade } from "./tally.js";
import type { KernelTerms } from "./terms.js";
import { TrialClock } from "./trial-clock.js";

/** What combinations of one strategy share. */
export interface TrialGround {
  readonly markets: readonly KernelMarket[];
  readonly terms: KernelTerms;
  readonly rules: LegRules;
  /** Rows at which a bar of the strategy's own closes. */
  readonly own: Uint8Array;
}

/** The strategy's word on one market at the newest bar. */
type Ask = (held: HeldDirection) => Signal;
type Target = Extract<Signal, { kind: "target" }>;

/** One combination of a strategy on single markets that share one account. */
export class StrategyTrial {
  readonly #account: StrategyAccount;
  readonly #legs: readonly StrategyLeg[];
  readonly #asks: readonly Ask[];
  readonly #asked: Int8Array;
  /** Legs in the order in which orders of equal strength are sent. */
  readonly #order: Int32Array;
  /** 1: has flipped, 2: is to flip behind all other fills of this open. */
  readonly #later: Uint8Array;
  readonly #clock: TrialClock;

  constructor(
    readonly ground: TrialGround,
    of: { readonly definition: AnyStrategy; readonly params: unknown; readonly feeds: readonly StrategyFeed[] },
    extras: RunExtras,
  ) {
    const { markets, terms, rules } = ground;
    const { definition, params, feeds } = of;
    const account = new StrategyAccount(terms.navStart);
    const { onTrade } = extras;
    this.#account = account;
    this.#legs = markets.map((market, at) => {
      const leg: StrategyLeg = new StrategyLeg(market, { terms, rules, at }, account, (profit, side, row, end) => {
        tallyTrade(account.tally, profit);
        onTrade?.(leg.tradeOf({ profit, side, closedRow: row, end, pair: null }));
      });
      return leg;
    });
    account.legs = this.#legs;
    this.#asks = feeds.map(
      ({ state }) =>
        (held) =>
          definition.signal(state, held, params),
    );
    this.#asked = new Int8Array(markets.length);
    this.#order = Int32Array.from(markets.keys()).sort((a, b) => (markets[a]!.symbol < markets[b]!.symbol ? -1 : 1));
    this.#later = new Uint8Array(markets.length);
    this.#clock = new TrialClock(account, extras);
  }

  get tally(): Tally {
    return this.#account.tally;
  }

  /** One bar of all markets; the feeds have taken it. */
  take(row: number): void {
    const legs = this.#legs;
    if (this.#isIdle()) this.#clock.afterIdleBar(row);
    else {
      this.#atOpen(row);
      for (const leg of legs) {
        leg.within(row);
        leg.settle(row);
      }
      this.#clock.afterBar(row);
    }
    for (let at = 0; at < legs.length; at += 1) this.#decide(at, row);
  }

  #isIdle(): boolean {
    const legs = this.#legs;
    for (let at = 0; at < legs.length; at += 1) if (!legs[at]!.isIdle) return false;
    return true;
  }

  /**
   * What fills at an open, in the engine's order: stops that it has passed, then what reduces, then what opens. The opposite of
   * a closed position is opened with the NAV of the instant at which nothing of the old one rests at the venue any more.
   */
  #atOpen(row: number): void {
    const [legs, later] = [this.#legs, this.#later];
    for (const leg of legs) leg.gapped(row);
    later.fill(0);
    for (let i = 0; i < legs.length; i += 1) {
      const at = this.#order[i]!;
      const leg = legs[at]!;
      const { rests } = leg.exits;
      if (!leg.shrink(row)) continue;
      later[at] = 1;
      if (!rests) leg.enter(row, this.#account.worth());
      else later[at] = 2;
    }
    for (let at = 0; at < legs.length; at += 1) if (later[at] === 0) legs[at]!.grow(row, this.#clock.nav);
    if (!later.includes(2)) return;
    const nav = this.#account.worth();
    for (let at = 0; at < legs.length; at += 1) if (later[at] === 2) legs[at]!.enter(row, nav);
  }

  /** What the engine decides about a market at this close: its trail, its signal, its age. */
  #decide(at: number, row: number): void {
    const leg = this.#legs[at]!;
    const ask = this.#asks[at]!;
    leg.clear();
    const own = this.ground.own[row] === 1;
    if (leg.qty === 0) {
      if (!own && leg.wait === 0) return;
      const flat = ask("flat");
      if (flat.zone !== leg.wait) leg.wait = 0;
      if (own) this.#open(leg, flat, row);
      return;
    }
    if (leg.wait !== 0 && ask("flat").zone !== leg.wait) leg.wait = 0;
    leg.barsHeld += 1;
    const held = Math.sign(leg.qty);
    if (leg.exits.follow(leg.market.close[row]!)) {
      leg.leaving = FLATTEN;
      return;
    }
    // Between its own bars it says what it said, unless something else is held since.
    if (own || this.#asked[at] !== held || leg.barsHeld === 1) {
      this.#asked[at] = held;
      const signal = ask(held > 0 ? "long" : "short");
      if (signal.kind === "target") this.#follow(leg, signal, row);
    }
    if (leg.leaving !== LEAVE && leg.barsHeld >= leg.exits.maxBars) {
      leg.clear();
      leg.leaving = LEAVE;
    }
    if (leg.leaving === LEAVE && own) this.#open(leg, ask("flat"), row);
  }

  /** What a target means for a held position. */
  #follow(leg: StrategyLeg, target: Target, row: number): void {
    const held = Math.sign(leg.qty);
    if (sideOf(target) !== held) leg.leaving = LEAVE;
    else if (target.exposure !== null && this.ground.own[row] === 1 && target.exits !== null) {
      const { weight } = this.ground.terms;
      const entry = { side: held, weight, strength: Math.abs(target.exposure), levels: target.exits };
      leg.wantUsd(this.#clock.nav * weight * entry.strength, target.rebalanceBand ?? 0, { entry, row });
    }
  }

  /** Wants what a signal of one that holds nothing asks for: at once, or behind the close of the opposite. */
  #open(leg: StrategyLeg, signal: Signal, row: number): void {
    if (signal.kind === "none" || signal.exits === null || signal.zone === leg.wait || row < this.ground.rules.warmRow)
      return;
    const side = sideOf(signal);
    if (side === 0 || side === Math.sign(leg.qty)) return;
    const { exposure, exits: levels } = signal;
    const strength = exposure === null ? signal.strength : Math.abs(exposure);
    leg.want({ side, weight: this.ground.terms.weight, strength, levels }, row);
  }
}

function sideOf({ direction }: Target): number {
  return direction === "long" ? 1 : direction === "short" ? -1 : 0;
}
