import * as s from "./shape.js";

/** The lists of the books: `{schema, mode, at, items}`, the items as the telemetry files hold them. */
function listing(name: string, item: Parameters<typeof s.members>[0]): s.Shape {
  return s.members({
    schema: s.is(`hedge.${name}/1`),
    mode: s.is("paper"),
    at: s.iso,
    items: s.list(s.members(item)),
  });
}

const mode = s.is("paper");
const side = s.is("buy", "sell");
const price = s.orNull(s.decimal);

export const positions = listing("positions", {
  account: s.text,
  symbol: s.text,
  strategy: s.text,
  side: s.is("long", "short"),
  qty: s.decimal,
  entryPrice: s.decimal,
  markPrice: price,
  notional: price,
  exposure: s.orNull(s.figure),
  unrealizedPnl: price,
  realizedPnl: s.decimal,
  fees: s.decimal,
  funding: s.decimal,
  stopPrice: price,
  disasterStop: price,
  takeProfits: s.list(s.anything),
  barsHeld: s.count,
  maxBars: s.orNull(s.count),
  openedAt: s.iso,
  unprotectedSince: s.orNull(s.iso),
  intentId: s.text,
});

export const orders = listing("orders", {
  id: s.text,
  at: s.iso,
  mode,
  intentId: s.text,
  account: s.text,
  symbol: s.text,
  strategy: s.text,
  side,
  purpose: s.code,
  type: s.code,
  timeInForce: s.is("GTC", "GTX", "IOC"),
  status: s.is(
    ...["intended", "submitted", "acknowledged", "partially_filled", "filled", "canceled", "expired"],
    ...["rejected", "unknown", "abandoned"],
  ),
  qty: price,
  filledQty: s.decimal,
  price,
  triggerPrice: price,
  averagePrice: price,
  decisionPrice: price,
  shortfallBps: s.orNull(s.figure),
  expectedCostBps: s.orNull(s.figure),
  fees: s.decimal,
  makerQty: s.decimal,
  reduceOnly: s.flag,
  closePosition: s.flag,
  style: s.code,
  routeReason: s.code,
  attempt: s.count,
  venueOrderId: s.orNull(s.text),
  intendedAt: s.iso,
  submittedAt: s.orNull(s.iso),
  acknowledgedAt: s.orNull(s.iso),
  finishedAt: s.orNull(s.iso),
  reason: s.orNull(s.text),
  code: s.orNull(s.text),
});

export const vetoes = listing("vetoes", {
  id: s.text,
  at: s.iso,
  mode,
  correlationId: s.text,
  strategy: s.text,
  account: s.text,
  symbol: s.text,
  side,
  primary: s.rule,
  vetoes: s.list(
    s.members({ rule: s.rule, code: s.code, measured: s.orNull(s.figure), limit: s.orNull(s.figure), unit: s.text }),
  ),
  intent: s.record(s.text, s.anything),
  nav: s.decimal,
});

export const nav = listing("nav", {
  at: s.iso,
  mode,
  nav: s.decimal,
  wallet: s.decimal,
  unrealizedPnl: s.decimal,
  drawdown: s.fraction,
  unprotectedSeconds: s.span,
});
