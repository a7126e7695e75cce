import type { EventBody } from "../../../src/core/domain/event.js";
import { dec } from "../../../src/core/lib/decimal.js";

type Body<Type extends EventBody["type"]> = Extract<EventBody, { type: Type }>;
type Needs<Type extends EventBody["type"], Given extends keyof Body<Type>> = Pick<Body<Type>, Given> &
  Partial<Omit<Body<Type>, "type">>;

/** A session of one account of 100,000. */
export function sessionStarted(given: Needs<"session.started", "atMs">): Body<"session.started"> {
  return {
    type: "session.started",
    fromMs: given.atMs,
    toMs: given.atMs,
    symbols: ["BTCUSDT"],
    navStart: dec("100000"),
    wallets: { main: dec("100000") },
    configHash: "c",
    config: {},
    codeVersion: "0",
    dataHash: "d",
    notes: [],
    ...given,
  };
}

/** A cycle at a bar in which nothing was decided. */
export function cycleDecided(given: Needs<"cycle.decided", "atMs" | "nav">): Body<"cycle.decided"> {
  return {
    type: "cycle.decided",
    cycle: 1,
    trigger: "bar",
    wallet: given.nav,
    unrealizedPnl: dec("0"),
    signals: [],
    drops: [],
    vetoes: [],
    orders: [],
    intents: 0,
    ...given,
  };
}

/** A whole taker fill without a fee of an order to buy BTCUSDT. */
export function orderFilled(
  given: Needs<"order.filled", "atMs" | "clientOrderId" | "qty" | "price">,
): Body<"order.filled"> {
  return {
    type: "order.filled",
    tradeId: `t${String(given.atMs)}`,
    account: "main",
    symbol: "BTCUSDT",
    side: "buy",
    fee: dec("0"),
    liquidity: "taker",
    orderDone: false,
    ...given,
  };
}
