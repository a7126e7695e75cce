import type { Clamp, SizedOrder } from "../../domain/intent.js";
import type { Mode } from "../../domain/mode.js";
import type { DecisionBook } from "../../domain/decision-book.js";
import type { SymbolView } from "../../domain/market-view.js";
import type { EngineContext } from "../../engine/state.js";
import { compareDec, type Dec, dec, decFromNumber, mulDec, roundToTick, toNumber } from "../../lib/decimal.js";
import { Failure } from "../../lib/failure.js";
import { isoUtc } from "../../lib/time.js";
import { present } from "../../lib/invariant.js";
import { largestApproved } from "../../risk/largest-approved.js";
import { quantityFor } from "../../sizing/quantity.js";
import { sizingAdvice } from "./advice.js";
import { termsOfOrder } from "./order-terms.js";
import { judgeOrder } from "./judge.js";
import { withNav } from "./other-nav.js";
import type { TrialOrder } from "./request.js";
import { type ReviewBooks, reviewBooks, type SessionBooks } from "./session-books.js";
import { type ViolationLine, violationLine } from "./violation-text.js";

export interface ClampLine {
  readonly rule: string;
  readonly before: Dec;
  readonly after: Dec;
}

/** `hedge risk whatif --json`. */
export interface WhatIfDocument {
  readonly schema: "hedge.whatif/1";
  readonly mode: Mode;
  readonly approved: boolean;
  readonly vetoes: readonly ViolationLine[];
  readonly sized: { readonly qty: Dec; readonly notional: Dec; readonly leverage: number };
  /** What sizing would have made of the notional; advice, nothing of it is applied. */
  readonly clamps: readonly ClampLine[];
  readonly largestApproved: { readonly qty: Dec; readonly notional: Dec } | null;
}

/** The document and what a screen says around it. */
export interface WhatIfReading {
  readonly document: WhatIfDocument;
  readonly at: string;
  readonly order: {
    readonly symbol: string;
    readonly side: string;
    readonly strategy: string;
    readonly price: Dec;
    readonly asked: Dec;
    /** Null while it can't be known. */
    readonly nav: Dec | null;
    readonly stopDistance: number | null;
  };
}

/**
 * Tries an order on the books of a session without sending it: floored to the venue's filters, never clamped, judged
 * by every rule.
 *
 * ctx: the policies to judge by, which need not be the session's own.
 * Errors: Failure 2 for a limit price the venue would refuse, 3 while the symbol has no price.
 */
export function tryOrder(trial: TrialOrder, books: SessionBooks, ctx: EngineContext): WhatIfReading {
  const account = ctx.routeAccount(trial.strategy, trial.symbol);
  const known = reviewBooks(books, account, trial);
  const reviewed: ReviewBooks = trial.navUsd === null ? known : { ...known, book: withNav(known.book, trial.navUsd) };
  const view = present(reviewed.view.symbols.get(trial.symbol), `view of ${trial.symbol}`);
  const order = orderOf(trial, { ...books, ctx }, { account, book: reviewed.book, view });
  const { book } = reviewed;
  const violations = judgeOrder(order, reviewed, ctx.risk);
  const largest = largestApproved({ ...reviewed, policy: ctx.risk, template: order });
  const named = {
    symbol: trial.symbol,
    strategy: trial.strategy,
    side: trial.side,
    causes: book.causes,
    atMs: book.atMs,
  };
  const document: WhatIfDocument = {
    schema: "hedge.whatif/1",
    mode: books.start.mode,
    approved: violations.length === 0,
    vetoes: violations.map((violation) => violationLine(violation, named)),
    sized: { qty: order.qty, notional: notionalOf(order), leverage: order.leverage },
    clamps: sizingAdvice(trial.notionalUsd, order, reviewed, ctx).map(clampLine),
    largestApproved: largest === null ? null : { qty: largest.qty, notional: notionalOf(largest) },
  };
  const price = order.referencePrice;
  const stopDistance = order.intent.exits?.stopDistance ?? null;
  const asked = decFromNumber(trial.notionalUsd);
  const nav = Number.isFinite(book.navUsd) ? decFromNumber(book.navUsd) : null;
  return {
    document,
    at: isoUtc(book.atMs),
    order: { symbol: trial.symbol, side: trial.side, strategy: trial.strategy, price, asked, nav, stopDistance },
  };
}

function notionalOf({ qty, referencePrice }: SizedOrder): Dec {
  return mulDec(qty, referencePrice);
}

function clampLine({ rule, beforeUsd, afterUsd }: Clamp): ClampLine {
  return { rule, before: decFromNumber(beforeUsd), after: decFromNumber(afterUsd) };
}

interface Place {
  readonly account: string;
  readonly book: DecisionBook;
  readonly view: SymbolView;
}

function orderOf(trial: TrialOrder, { state, ctx }: SessionBooks, { account, book, view }: Place): SizedOrder {
  const { symbol, side, strategy } = trial;
  const referencePrice = priceOf(trial, view);
  const floored = quantityFor(trial.notionalUsd, referencePrice, view.instrument);
  const qty = compareDec(floored, view.instrument.minQty) < 0 ? dec("0") : floored;
  const notionalUsd = toNumber(mulDec(qty, referencePrice));
  const own = book.positions.find((position) => position.symbol === symbol && position.strategy === strategy);
  const held = own === undefined ? "flat" : own.qty > 0 ? "long" : "short";
  const { exits, horizonBars } = termsOfOrder({ strategy, side, view, held }, state, ctx);
  return {
    intent: {
      id: "whatif",
      groupId: "whatif",
      strategy,
      account,
      symbol,
      side,
      purpose: "open",
      strength: 1,
      exposure: null,
      exits,
      // As the screener has it: what a signal holds at most is how long it pays funding.
      horizonBars,
      reasons: ["what if"],
    },
    qty,
    referencePrice,
    notionalUsd,
    leverage: notionalUsd / book.navUsd,
    clamps: [],
    reduceOnly: false,
    triggerPrice: null,
    closePosition: false,
  };
}

/** The mark, or the limit price on the tick grid: a buy rounds down, a sell up. */
function priceOf({ symbol, side, price }: TrialOrder, { mark, instrument }: SymbolView): Dec {
  if (!(mark > 0)) {
    throw new Failure("price_unknown", 3, `no price of ${symbol} is known at this instant`, { value: symbol });
  }
  if (price === null) return decFromNumber(mark);
  const buys = side === "buy";
  const edge = mark * (buys ? instrument.percentPriceUp : instrument.percentPriceDown);
  const allowed = buys ? price <= edge : price >= edge;
  const onTick = roundToTick(decFromNumber(price), instrument.tickSize, buys ? "down" : "up");
  if (allowed && toNumber(onTick) > 0) return onTick;
  const bound = `${buys ? "up to" : "from"} ${String(Number(edge.toPrecision(8)))}`;
  throw new Failure("invalid_value", 2, `--price ${String(price)}: the venue takes a ${side} only ${bound}`, {
    path: "--price",
    value: price,
    fix: `The mark of ${symbol} is ${String(mark)}, the tick ${instrument.tickSize}.`,
  });
}
