import type { Instrument } from "../../../domain/instrument.js";
import type { Side } from "../../../domain/intent.js";
import type { Dec } from "../../../lib/decimal.js";
import type { DayFigures } from "./day-figures.js";
import type { DepthDelta } from "./depth-chain.js";
import type { PaperPrices } from "../seam.js";
import type { TapeTrade } from "./trade-tape.js";
import { contractStatus, deliveryMs } from "./contract-status.js";
import { wireNumber } from "./wire-numbers.js";

/** `st` 1: a USD-M symbol; `ps`: its pair (CM-UM integration, 2026-06-30). */
const UM = { st: 1 } as const;

export function depthFrame(symbol: string, atMs: number, { U, u, pu, b, a }: DepthDelta): object {
  return { e: "depthUpdate", E: atMs, T: atMs, s: symbol, ps: symbol, ...UM, U, u, pu, b, a };
}

export interface Touch {
  readonly updateId: number;
  readonly bid: readonly [price: string, qty: string];
  readonly ask: readonly [price: string, qty: string];
}

export function bookTickerFrame(symbol: string, atMs: number, { updateId, bid, ask }: Touch): object {
  const [b, B] = bid;
  const [a, A] = ask;
  return { e: "bookTicker", u: updateId, E: atMs, T: atMs, s: symbol, ps: symbol, b, B, a, A, ...UM };
}

export function tradeFrame(symbol: string, atMs: number, trade: TapeTrade): object {
  const { id, price: p, qty: q, buyerIsMaker: m } = trade;
  return { e: "aggTrade", E: atMs, a: id, s: symbol, p, q, nq: q, f: id, l: id, T: trade.atMs, m, ...UM };
}

export function markFrame(symbol: string, atMs: number, prices: PaperPrices): object {
  const p = wireNumber(prices.mark);
  const [i, r] = [wireNumber(prices.index), wireNumber(prices.fundingRate)];
  return { e: "markPriceUpdate", E: atMs, s: symbol, p, ap: p, P: p, i, r, T: prices.nextFundingMs, ...UM };
}

export function miniTickerFrame(symbol: string, atMs: number, figures: DayFigures): object {
  const { last, open, high, low, volume, quoteVolume } = figures;
  const [c, o, h, l] = [last, open, high, low].map(wireNumber);
  return {
    e: "24hrMiniTicker",
    E: atMs,
    s: symbol,
    c,
    o,
    h,
    l,
    v: wireNumber(volume),
    q: wireNumber(quoteVolume),
    ...UM,
  };
}

export function tickerFrame(symbol: string, atMs: number, figures: DayFigures): object {
  const { last, open, high, low, volume, quoteVolume, trades } = figures;
  const firstId = Math.floor(figures.openMs / 1_000);
  return {
    e: "24hrTicker",
    E: atMs,
    s: symbol,
    p: wireNumber(last - open),
    P: changePercent(figures),
    w: wireNumber(volume > 0 ? quoteVolume / volume : last),
    c: wireNumber(last),
    Q: "0",
    o: wireNumber(open),
    h: wireNumber(high),
    l: wireNumber(low),
    v: wireNumber(volume),
    q: wireNumber(quoteVolume),
    O: figures.openMs,
    C: figures.closeMs,
    F: firstId,
    L: firstId + trades,
    n: trades,
    ...UM,
  };
}

export function changePercent({ last, open }: DayFigures): string {
  return ((last / open - 1) * 100).toFixed(3);
}

/** An order of the venue's own that has closed somebody's position. */
export interface ForcedTrade {
  readonly symbol: string;
  readonly side: Side;
  readonly qty: Dec;
  readonly price: Dec;
  readonly atMs: number;
}

export function liquidationFrame({ symbol: s, side, qty, price, atMs: T }: ForcedTrade): object {
  const S = side === "buy" ? "BUY" : "SELL";
  const order = { s, ps: s, S, o: "LIMIT", f: "IOC", q: qty, p: price, ap: price, X: "FILLED", l: qty, z: qty, T };
  return { e: "forceOrder", E: T, o: { ...order, ...UM } };
}

/** A contract was listed, settled or changed. */
export function contractFrame(instrument: Instrument, atMs: number): object {
  const { symbol, brackets } = instrument;
  return {
    e: "contractInfo",
    E: atMs,
    s: symbol,
    ps: symbol,
    ct: "PERPETUAL",
    dt: deliveryMs(instrument),
    ot: atMs,
    cs: contractStatus(instrument),
    bks: brackets.map((bracket, index) => ({
      bs: index + 1,
      bnf: bracket.notionalFloorUsd,
      bnc: bracket.notionalCapUsd,
      mmr: bracket.maintenanceRate,
      cf: bracket.deductionUsd,
      mi: 1,
      ma: bracket.maxLeverage,
    })),
    ...UM,
  };
}
