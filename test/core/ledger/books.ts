import type { EventBody, IntendedOrder } from "../../../src/core/domain/event.js";
import type { Purpose, Side } from "../../../src/core/domain/intent.js";
import type { Portfolio } from "../../../src/core/domain/portfolio.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { applyLedgerEvent, emptyPortfolio, type LedgerEffect } from "../../../src/core/ledger/apply.js";

export const AT_MS = Date.UTC(2024, 0, 1);

interface OrderSample {
  readonly id: string;
  readonly side?: Side;
  readonly qty?: string | null;
  readonly symbol?: string;
  readonly purpose?: Purpose;
  readonly style?: IntendedOrder["style"];
  readonly account?: string;
}

export function sampleOrder({
  id,
  side = "buy",
  qty = "2",
  symbol = "BTCUSDT",
  purpose = "open",
  style = "taker",
  account = "main",
}: OrderSample): IntendedOrder {
  return {
    request: {
      clientOrderId: id,
      account,
      symbol,
      side,
      type: "market",
      qty: qty === null ? null : dec(qty),
      price: null,
      triggerPrice: null,
      timeInForce: "GTC",
      postOnly: false,
      expireAtMs: null,
      reduceOnly: purpose !== "open",
      closePosition: qty === null,
      workingType: "mark",
    },
    intentId: `intent-${id}`,
    groupId: `group-${id}`,
    strategy: "momentum",
    purpose,
    attempt: 0,
    exits: null,
    style,
    routeReason: "taker",
    maxSlippageBps: 10,
    expectedCostBps: 5,
    decisionPrice: dec("100"),
    notionalUsd: 200,
    stopPrice: null,
    strength: 1,
    reasons: [],
    clamps: [],
    rulesEvaluated: 21,
  };
}

/** Books that a test feeds event by event; each comes a second after the one before. */
export class TestBooks {
  readonly portfolio: Portfolio = emptyPortfolio("paper");
  #atMs = AT_MS;

  constructor(wallets: Readonly<Record<string, string>> = { main: "100000" }) {
    const decimals = Object.fromEntries(Object.entries(wallets).map(([account, wallet]) => [account, dec(wallet)]));
    this.apply({
      type: "session.started",
      fromMs: AT_MS,
      toMs: AT_MS,
      symbols: ["BTCUSDT"],
      navStart: dec(String(Object.values(wallets).reduce((sum, wallet) => sum + Number(wallet), 0))),
      wallets: decimals,
      configHash: "",
      config: {},
      codeVersion: "",
      dataHash: "",
      notes: [],
    });
  }

  apply(event: Untimed<EventBody>): LedgerEffect {
    this.#atMs += 1_000;
    return applyLedgerEvent(this.portfolio, { ...event, atMs: this.#atMs });
  }

  /** Decides and sends an order. */
  send(order: OrderSample): void {
    this.apply({ type: "order.intended", order: sampleOrder(order), because: "test" });
    this.apply({ type: "order.submitted", clientOrderId: order.id });
  }

  fill(clientOrderId: string, fill: FillSample): LedgerEffect {
    const {
      side = "buy",
      qty,
      price,
      fee = "0",
      symbol = "BTCUSDT",
      account = "main",
      liquidity = "taker",
      orderDone = false,
    } = fill;
    return this.apply({
      type: "order.filled",
      clientOrderId,
      tradeId: String(this.#atMs),
      account,
      symbol,
      side,
      qty: dec(qty),
      price: dec(price),
      fee: dec(fee),
      liquidity,
      orderDone,
    });
  }

  cycle(nav: string, change: Partial<Extract<EventBody, { type: "cycle.decided" }>> = {}): void {
    this.apply({
      type: "cycle.decided",
      cycle: 1,
      trigger: "bar",
      nav: dec(nav),
      wallet: dec(nav),
      unrealizedPnl: dec("0"),
      signals: [],
      drops: [],
      vetoes: [],
      orders: [],
      intents: 0,
      ...change,
    });
  }
}

interface FillSample {
  readonly side?: Side;
  readonly qty: string;
  readonly price: string;
  readonly fee?: string;
  readonly symbol?: string;
  readonly account?: string;
  readonly liquidity?: "maker" | "taker";
  readonly orderDone?: boolean;
}

type Untimed<E> = E extends unknown ? Omit<E, "atMs"> : never;
