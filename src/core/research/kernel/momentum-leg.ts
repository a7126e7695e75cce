import { fundingAt, type KernelMarket } from "./market.js";
import type { KernelTrade } from "./kernel-trade.js";
import type { MomentumFeatures } from "./momentum-features.js";
import { momentumWarmup } from "./momentum-features.js";
import { type Tally, tallyTrade } from "./tally.js";
import type { KernelTerms, MomentumPoint } from "./terms.js";

/** The money of all legs of one combination. */
export interface KernelAccount {
  wallet: number;
  readonly tally: Tally;
  readonly onTrade?: (trade: KernelTrade) => void;
}

/**
 * One combination of momentum on one market, bar by bar, in plain scalars: what the event engine does under `studyConfig`.
 * Decided at a close, filled at the next open with slippage and taker fee; the stop lives from the bar of the fill and fills
 * at the worse of stop and open; funding settles at its stamps before the close is valued; a stopped direction waits
 * until x has left its side; a flip closes and opens at the same open.
 */
export class MomentumLeg {
  /** Signed quantity, its price, and what it is worth at the last mark over that price. */
  qty = 0;
  entry = 0;
  unrealized = 0;
  grossUsd = 0;
  /** Side to open at the next open, after the close where there is one; 0 for none. */
  side = 0;
  closing = false;
  readonly #fast: Float64Array;
  readonly #slow: Float64Array;
  readonly #atr: Float64Array;
  readonly #warmRow: number;
  readonly #stopAtr: number;
  #stop = 0;
  #profit = 0;
  #fees = 0;
  #funding = 0;
  #openedRow = 0;
  /** Side on which a stop was hit and x still is. */
  #wait = 0;
  #strength = 0;
  #distance = 0;
  #decidedMark = 0;

  constructor(
    readonly market: KernelMarket,
    features: MomentumFeatures,
    readonly point: MomentumPoint,
    readonly terms: KernelTerms,
  ) {
    this.#fast = features.ema(point.fast);
    this.#slow = features.ema(point.slow);
    this.#atr = features.atr(point.atrPeriod);
    this.#stopAtr = Math.min(point.stopAtr, terms.disasterAtr);
    this.#warmRow = momentumWarmup(point) - 1;
  }

  /** Fills at the open what the last close decided; a stop that the open has passed comes first. Returns whether it flips. */
  atOpen(row: number, account: KernelAccount, decidedNav: number): boolean {
    const first = this.market.open[row]!;
    const { qty, side } = this;
    if (qty !== 0 && (qty > 0 ? first <= this.#stop : first >= this.#stop)) {
      this.#wait = Math.sign(qty);
      this.#close(first * (1 - this.#wait * this.terms.slippage), account, { row, end: "stop", atOpen: true });
    } else if (qty !== 0 && this.closing) {
      this.#close(first * (1 - Math.sign(qty) * this.terms.slippage), account, { row, end: "close", atOpen: true });
      return side !== 0;
    } else if (qty === 0 && side !== 0) this.enter(row, account, decidedNav);
    return false;
  }

  /** Opens at the bar's open, sized by this NAV. */
  enter(row: number, account: KernelAccount, nav: number): void {
    const { side } = this;
    const { slippage, weight, takerFee } = this.terms;
    const price = this.market.open[row]! * (1 + side * slippage);
    this.qty = (side * (nav * weight * this.#strength)) / this.#decidedMark;
    this.entry = price;
    this.#stop = price - side * this.#distance;
    const fee = Math.abs(this.qty) * price * takerFee;
    account.wallet -= fee;
    this.#profit = -fee;
    this.#fees = fee;
    this.#funding = 0;
    this.#openedRow = row;
    account.tally.fees += fee;
    account.tally.tradedUsd += Math.abs(this.qty) * price;
  }

  /** The stop within the bar. */
  throughBar(row: number, account: KernelAccount): void {
    const { market, qty } = this;
    if (qty === 0 || !(qty > 0 ? market.low[row]! <= this.#stop : market.high[row]! >= this.#stop)) return;
    this.#wait = Math.sign(qty);
    this.#close(this.#stop * (1 - this.#wait * this.terms.slippage), account, { row, end: "stop", atOpen: false });
  }

  /** The funding at the bar's close, and the value at its mark. */
  atClose(row: number, account: KernelAccount): void {
    const { market, qty } = this;
    if (qty === 0) {
      this.unrealized = 0;
      this.grossUsd = 0;
      return;
    }
    const cash = fundingAt(market, row, qty);
    account.wallet += cash;
    this.#profit += cash;
    this.#funding += cash;
    account.tally.funding += cash;
    const mark = market.mark[row]!;
    this.unrealized = qty * (mark - this.entry);
    this.grossUsd = Math.abs(qty) * mark;
  }

  /** What the strategy wants at this close. */
  decide(row: number): void {
    this.closing = false;
    this.side = 0;
    if (row < this.#warmRow) return;
    const { point } = this;
    const range = this.#atr[row]!;
    const x = range === 0 ? 0 : (this.#fast[row]! - this.#slow[row]!) / range;
    const zone = Math.sign(x);
    if (this.#wait !== 0 && zone !== this.#wait) this.#wait = 0;
    const held = Math.sign(this.qty);
    if (held !== 0) this.closing = zone !== held;
    if (zone === held || !(Math.abs(x) >= point.entryStrength && range > 0)) return;
    if (held === 0 && zone === this.#wait) return;
    this.side = zone;
    this.#strength = Math.min(1, Math.abs(x) / point.fullStrength);
    this.#distance = this.#stopAtr * range;
    this.#decidedMark = this.market.mark[row]!;
  }

  #close(
    price: number,
    account: KernelAccount,
    at: { readonly row: number } & Pick<KernelTrade, "end" | "atOpen">,
  ): void {
    const { tally } = account;
    const size = Math.abs(this.qty);
    const realized = this.qty * (price - this.entry);
    const fee = size * price * this.terms.takerFee;
    account.wallet += realized - fee;
    this.#profit += realized - fee;
    tally.fees += fee;
    tally.tradedUsd += size * price;
    tallyTrade(tally, this.#profit);
    account.onTrade?.({
      ...{ symbol: this.market.symbol, side: Math.sign(this.qty), pair: null, end: at.end, atOpen: at.atOpen },
      ...{ openedRow: this.#openedRow, closedRow: at.row },
      ...{ profit: this.#profit, fees: this.#fees + fee, funding: this.#funding },
    });
    this.qty = 0;
    this.unrealized = 0;
  }
}
