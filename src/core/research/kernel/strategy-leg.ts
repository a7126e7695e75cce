import type { ExitLevels } from "../../domain/intent.js";
import { crossLiquidationPrice } from "../../engine/liquidation.js";
import { present } from "../../lib/invariant.js";
import type { KernelEnd, KernelTrade } from "./kernel-trade.js";
import { LegExits } from "./leg-exits.js";
import type { LegRules, MarketRules } from "./leg-rules.js";
import { fundingAt, type KernelMarket } from "./market.js";
import type { StrategyAccount } from "./strategy-account.js";
import type { KernelTerms } from "./terms.js";

/** What a close decided about a held position. */
export const STAY = 0;
/** A close that its strategy or its age wants: the opposite may be opened behind it. */
export const LEAVE = 1;
/** A stop came to lie behind the market: the position goes like a stopped one. */
export const FLATTEN = 2;

/** An entry as it was decided at a close. */
interface Entry {
  /** 1 long, −1 short. */
  readonly side: number;
  /** Notional = NAV × weight × strength. */
  readonly weight: number;
  readonly strength: number;
  readonly levels: ExitLevels;
}

export type OnEnd = (profit: number, side: number, row: number, end: KernelEnd) => void;

/** Parts of a position that floating point can't tell from all of it. */
const WHOLE = 1 - 1e-12;

/**
 * One market of one combination, in plain scalars: fills, stops, take-profits and funding as the event engine has them under
 * `studyConfig`. What is wanted is decided elsewhere (`strategy-trial.ts`, `pair-trial.ts`).
 *
 * Plain momentum does here, to the last bit, what `MomentumLeg` does.
 */
export class StrategyLeg {
  /** Signed quantity, its mean price, and what it is worth at the last mark over that price. */
  qty = 0;
  entry = 0;
  unrealized = 0;
  grossUsd = 0;
  barsHeld = 0;
  /** Side on which a stop was hit and the strategy's zone still is. */
  wait = 0;
  /** Whether a stop has closed it in the bar under way. */
  hit = false;
  /** STAY, LEAVE or FLATTEN at the next open. */
  leaving = STAY;
  /** Of the position that is held, or of the one that ended last: when it was opened, what it paid and received. */
  openedRow = 0;
  endedAtOpen = false;
  fees = 0;
  funding = 0;
  readonly exits: LegExits;
  #wanted: Entry | null = null;
  /** Signed quantity by which a held position changes at the next open. */
  #change = 0;
  #decidedMark = 0;
  #profit = 0;
  readonly #first: Float64Array;
  readonly #slippage: number;
  readonly #takerFee: number;
  readonly #own: MarketRules;

  constructor(
    readonly market: KernelMarket,
    of: { readonly terms: KernelTerms; readonly rules: LegRules; readonly at: number },
    readonly account: StrategyAccount,
    /** Takes the profit of a position that is closed, its side, the bar, and what ended it. */
    readonly onEnd: OnEnd,
  ) {
    const { terms, rules, at } = of;
    this.#first = market.open;
    this.#slippage = terms.slippage;
    this.#takerFee = terms.takerFee;
    this.#own = present(rules.markets[at], `rules of ${market.symbol}`);
    this.exits = new LegExits(market, rules, terms.disasterAtr);
  }

  /** The position that has just ended, as a caller keeps it. */
  tradeOf(end: Omit<KernelTrade, "symbol" | "openedRow" | "atOpen" | "fees" | "funding">): KernelTrade {
    const { openedRow, endedAtOpen: atOpen, fees, funding } = this;
    return { symbol: this.market.symbol, openedRow, atOpen, fees, funding, ...end };
  }

  /** Whether nothing is held or wanted: its next bar changes nothing but the market. */
  get isIdle(): boolean {
    return this.qty === 0 && this.#wanted === null && this.grossUsd === 0;
  }

  /** Forgets what the last close wanted. */
  clear(): void {
    this.leaving = STAY;
    this.#wanted = null;
    this.#change = 0;
  }

  /** Whether an entry of this notional is worth the smallest order. */
  reaches(notionalUsd: number): boolean {
    return notionalUsd >= this.#own.minNotionalUsd;
  }

  /** Opens at the next open, after the close of what is held where it leaves. */
  want(entry: Entry, row: number): void {
    this.#wanted = entry;
    this.#decidedMark = this.market.mark[row]!;
  }

  /** Changes what is held to this notional, but for changes up to `band` of the position after it (`planResize`). */
  wantUsd(targetUsd: number, band: number, { entry, row }: { readonly entry: Entry; readonly row: number }): void {
    const mark = this.market.mark[row]!;
    const heldUsd = Math.abs(this.qty) * mark;
    const changeUsd = targetUsd - heldUsd;
    if (Math.abs(changeUsd) <= band * targetUsd || changeUsd === 0) return;
    if (changeUsd > 0 && !this.reaches(changeUsd)) return;
    this.#change = (Math.sign(this.qty) * changeUsd) / mark;
    this.#wanted = entry;
  }

  /** Stops that the open has passed: before any order that the last close decided. */
  gapped(row: number): void {
    this.hit = false;
    this.endedAtOpen = true;
    if (this.qty === 0) return;
    const price = this.exits.gap(row);
    if (!Number.isNaN(price)) this.#stop(price, row);
  }

  /** Closes or reduces at the open as the last close decided. Returns whether it flips: `enter` is then to follow. */
  shrink(row: number): boolean {
    const { qty } = this;
    if (qty === 0) return false;
    const price = this.#first[row]! * (1 - Math.sign(qty) * this.#slippage);
    if (this.leaving !== STAY) {
      if (this.leaving === FLATTEN) this.wait = Math.sign(qty);
      this.#close(price, row, this.leaving === FLATTEN ? "flatten" : "close");
      return this.leaving === LEAVE && this.#wanted !== null;
    }
    if (this.#change * qty >= 0) return false;
    this.#reduce(Math.abs(this.#change), price, row);
    if (this.qty !== 0) this.#valueAtOpen(row);
    return false;
  }

  /** Opens or increases at the open as the last close decided. */
  grow(row: number, decidedNav: number): void {
    const [wanted, change] = [this.#wanted, this.#change];
    if (wanted === null) return;
    if (this.qty === 0) {
      // An increase that was on its way when a gap closed the position meets none and opens one.
      if (change * wanted.side > 0) this.#openQty(change, wanted, row);
      else if (change === 0 && !this.hit) this.enter(row, decidedNav);
    } else if (change * this.qty > 0) this.#increase(change, row);
  }

  /** Opens at the bar's open, sized by this NAV. */
  enter(row: number, nav: number): void {
    const wanted = this.#wanted;
    if (wanted === null) return;
    const { side, weight, strength } = wanted;
    const notionalUsd = nav * weight * strength;
    if (!this.reaches(notionalUsd)) return;
    this.#openQty((side * notionalUsd) / this.#decidedMark, wanted, row);
  }

  #openQty(qty: number, { side, levels }: Entry, row: number): void {
    const price = this.#first[row]! * (1 + side * this.#slippage);
    this.qty = qty;
    this.entry = price;
    this.barsHeld = 0;
    this.fees = 0;
    this.funding = 0;
    this.openedRow = row;
    this.#profit = -this.#pay(Math.abs(qty), price);
    const balanceUsd = this.account.worth() - this.unrealized;
    const liquidation = crossLiquidationPrice({ qty, entry: price, balanceUsd }, this.#own);
    this.exits.open({ side, entry: price, levels, liquidation });
    this.#valueAtOpen(row);
  }

  /** Books the fee of a fill. Returns it. */
  #pay(size: number, price: number): number {
    const fee = size * price * this.#takerFee;
    this.account.wallet -= fee;
    this.account.tally.fees += fee;
    this.account.tally.tradedUsd += size * price;
    this.fees += fee;
    return fee;
  }

  #increase(change: number, row: number): void {
    const price = this.#first[row]! * (1 + Math.sign(change) * this.#slippage);
    this.entry = (this.qty * this.entry + change * price) / (this.qty + change);
    this.qty += change;
    this.#profit -= this.#pay(Math.abs(change), price);
    this.#valueAtOpen(row);
  }

  /** Until the bar closes a fill is worth what it is at the mark of the close before. */
  #valueAtOpen(row: number): void {
    this.unrealized = this.qty * (this.market.mark[row - 1]! - this.entry);
  }

  /** Stops within the bar, then take-profits. */
  within(row: number): void {
    if (this.qty === 0) return;
    this.endedAtOpen = false;
    const stop = this.exits.stopped(row);
    if (!Number.isNaN(stop)) {
      this.#stop(stop, row);
      return;
    }
    for (let rung = this.exits.reachedRung(row); rung >= 0; rung = this.exits.reachedRung(row)) {
      const size = Math.abs(this.qty) * this.exits.rungShare(rung);
      const price = this.exits.fillRung(rung, row) * (1 - Math.sign(this.qty) * this.#slippage);
      this.#reduce(size, price, row);
      if (this.qty === 0) return;
    }
  }

  /** Closes at the bar's open what its partner no longer hedges. */
  unwind(row: number): void {
    if (this.qty !== 0) this.#close(this.#first[row]! * (1 - Math.sign(this.qty) * this.#slippage), row, "close");
  }

  /** The funding at the bar's close, and the value at its mark. */
  settle(row: number): void {
    const { qty, market } = this;
    if (qty === 0) {
      this.unrealized = 0;
      this.grossUsd = 0;
      return;
    }
    const cash = fundingAt(market, row, qty);
    this.account.wallet += cash;
    this.#profit += cash;
    this.funding += cash;
    this.account.tally.funding += cash;
    const mark = market.mark[row]!;
    this.unrealized = qty * (mark - this.entry);
    this.grossUsd = Math.abs(qty) * mark;
  }

  #stop(price: number, row: number): void {
    this.hit = true;
    this.wait = Math.sign(this.qty);
    this.#close(price * (1 - this.wait * this.#slippage), row, this.exits.isDisaster ? "disaster_stop" : "stop");
  }

  /** A part that a rung of the ladder or a smaller target gives back; all of it ends the position. */
  #reduce(size: number, price: number, row: number): void {
    const held = Math.abs(this.qty);
    if (size >= held * WHOLE) {
      this.#close(price, row, "take_profit");
      return;
    }
    const part = Math.sign(this.qty) * size;
    this.#book(part, price);
    this.qty -= part;
  }

  #close(price: number, row: number, end: KernelEnd): void {
    const side = Math.sign(this.qty);
    this.#book(this.qty, price);
    this.qty = 0;
    this.unrealized = 0;
    this.onEnd(this.#profit, side, row, end);
  }

  /** Realises a part of the position at this price. */
  #book(part: number, price: number): void {
    const { account } = this;
    const size = Math.abs(part);
    const realized = part * (price - this.entry);
    const fee = size * price * this.#takerFee;
    account.wallet += realized - fee;
    this.#profit += realized - fee;
    this.fees += fee;
    account.tally.fees += fee;
    account.tally.tradedUsd += size * price;
  }
}
