import type { CycleSignal, EventBody, JournalEvent, SessionEvent } from "../domain/event.js";
import type { Mode } from "../domain/mode.js";
import { type ClosedTrade, type Portfolio, SETTLEMENT_ASSET } from "../domain/portfolio.js";
import { type Position, unrealizedPnl } from "../domain/position.js";
import { emptyPortfolio, applyLedgerEvent, type LedgerEffect } from "../ledger/apply.js";
import { decFromNumber, toNumber } from "../lib/decimal.js";
import { MarkHistory } from "./mark-history.js";
import { ModelHistory } from "./model/model-history.js";

/** First line of the journal; its hash tells one session from another. */
export type SessionStart = Extract<SessionEvent, { type: "session.started" }> & Pick<JournalEvent, "hash">;

/** A point of the books for each cycle that a bar close started. Units: epoch ms, quote currency, multiples of NAV. */
export interface HistoryPoints {
  readonly atMs: readonly number[];
  readonly nav: readonly number[];
  /** Deposits less withdrawals since the point before. */
  readonly flows: readonly number[];
  readonly grossExposure: readonly number[];
  readonly netExposure: readonly number[];
  /** Profit of each strategy so far, after fees and funding, what is held at its mark; as many as points. */
  readonly profits: ReadonlyMap<string, readonly number[]>;
}

/** What trading took so far, in quote currency. */
export interface HistoryCosts {
  readonly fees: number;
  /** Received above 0. */
  readonly funding: number;
  /** Fills against the price at the decision, > 0 is a cost; fees apart. */
  readonly slippage: number;
  readonly tradedUsd: number;
  readonly takerUsd: number;
}

type Fill = Extract<EventBody, { readonly type: "order.filled" }>;

/**
 * How the books came to where they are: a fold of the journal, event by event. Tear sheets and the web page show it; what
 * is now, they take from the telemetry files as every other screen does.
 */
export class BookHistory {
  readonly marks = new MarkHistory();
  readonly model = new ModelHistory();
  readonly trades: ClosedTrade[] = [];
  /** What was said of the newest bar; null before the first. */
  lastSignals: { readonly atMs: number; readonly items: readonly CycleSignal[] } | null = null;
  /** Vetoes by the rule that came first. */
  readonly vetoes = new Map<string, number>();
  readonly #atMs: number[] = [];
  readonly #nav: number[] = [];
  readonly #flows: number[] = [];
  readonly #gross: number[] = [];
  readonly #net: number[] = [];
  readonly #profits = new Map<string, number[]>();
  readonly #closed = new Map<string, number>();
  #portfolio: Portfolio | null = null;
  #start: SessionStart | null = null;
  #lastSeq = 0;
  #flowSince = 0;
  #slippage = 0;
  #tradedUsd = 0;
  #takerUsd = 0;

  /** null before the first event. */
  get mode(): Mode | null {
    return this.#portfolio?.mode ?? null;
  }

  get start(): SessionStart | null {
    return this.#start;
  }

  /** Last journal line that is folded in. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  get points(): HistoryPoints {
    return {
      ...{ atMs: this.#atMs, nav: this.#nav, flows: this.#flows },
      ...{ grossExposure: this.#gross, netExposure: this.#net, profits: this.#profits },
    };
  }

  get costs(): HistoryCosts {
    const totals = this.#portfolio?.totals;
    return {
      fees: Number(totals?.fees ?? 0),
      funding: Number(totals?.funding ?? 0),
      ...{ slippage: this.#slippage, tradedUsd: this.#tradedUsd, takerUsd: this.#takerUsd },
    };
  }

  onEvent(event: JournalEvent): void {
    const portfolio = (this.#portfolio ??= emptyPortfolio(event.mode));
    this.#lastSeq = event.seq;
    if (event.type === "session.started") this.#start ??= event;
    if (event.type === "market.bars") this.marks.onBars(event);
    if (event.type === "market.marks") this.marks.onMarks(event);
    if (event.type === "wallet.adjusted" && event.kind === "flow" && event.asset === SETTLEMENT_ASSET)
      this.#flowSince += toNumber(event.amount);
    this.model.onEvent(event);
    const effect = applyLedgerEvent(portfolio, event);
    if (event.type === "order.filled") this.#filled(event, effect);
    if (event.type === "position.liquidated") this.#liquidated(event);
    if (effect.closedTrade !== null) this.#close(effect.closedTrade);
    if (event.type !== "cycle.decided") return;
    for (const { primary } of event.vetoes) this.vetoes.set(primary, (this.vetoes.get(primary) ?? 0) + 1);
    if (event.trigger !== "bar") return;
    this.lastSignals = { atMs: event.atMs, items: event.signals };
    this.#point(event.atMs, toNumber(event.nav), portfolio);
  }

  #filled({ side, qty, price, liquidity }: Fill, { order }: LedgerEffect): void {
    const [quantity, paid] = [toNumber(qty), toNumber(price)];
    this.#tradedUsd += quantity * paid;
    if (liquidity === "taker") this.#takerUsd += quantity * paid;
    if (order === null) return;
    this.#slippage += (paid - toNumber(order.decisionPrice)) * quantity * (side === "buy" ? 1 : -1);
  }

  /** The venue closes at the market, as a taker. */
  #liquidated({ qty, price }: Extract<EventBody, { readonly type: "position.liquidated" }>): void {
    const notional = toNumber(qty) * toNumber(price);
    this.#tradedUsd += notional;
    this.#takerUsd += notional;
  }

  #close(trade: ClosedTrade): void {
    this.trades.push(trade);
    this.#closed.set(trade.strategy, (this.#closed.get(trade.strategy) ?? 0) + profitOf(trade));
  }

  #point(atMs: number, nav: number, { positions }: Portfolio): void {
    const profits = new Map(this.#closed);
    let [gross, net] = [0, 0];
    for (const position of Object.values(positions)) {
      const mark = this.marks.price(position.symbol);
      const notional = toNumber(position.qty) * mark;
      gross += Math.abs(notional);
      net += notional;
      profits.set(position.strategy, (profits.get(position.strategy) ?? 0) + openProfit(position, mark));
    }
    this.#atMs.push(atMs);
    this.#nav.push(nav);
    this.#flows.push(this.#flowSince);
    this.#gross.push(gross / nav);
    this.#net.push(net / nav);
    this.#flowSince = 0;
    for (const [strategy, profit] of profits) this.#profitsOf(strategy).push(profit);
  }

  /** As long as all points before this one: a strategy has made nothing before its first trade. */
  #profitsOf(strategy: string): number[] {
    const known = this.#profits.get(strategy);
    if (known !== undefined) return known;
    const created = new Array<number>(this.#atMs.length - 1).fill(0);
    this.#profits.set(strategy, created);
    return created;
  }
}

function profitOf({ realizedPnl, fees, funding }: Pick<Position, "realizedPnl" | "fees" | "funding">): number {
  return toNumber(realizedPnl) - toNumber(fees) + toNumber(funding);
}

/** NaN while the symbol has no mark. */
function openProfit(position: Position, mark: number): number {
  if (!Number.isFinite(mark)) return Number.NaN;
  return profitOf(position) + toNumber(unrealizedPnl(position, decFromNumber(mark)));
}
