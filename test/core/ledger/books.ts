import type { EventBody, IntendedOrder } from "../../../src/core/domain/event.js";
import type { Purpose, Side } from "../../../src/core/domain/intent.js";
import type { Portfolio } from "../../../src/core/domain/portfolio.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { applyLedgerEvent, emptyPortfolio, type LedgerEffect } from "../../../src/core/ledger/apply.js";
import { cycleDecided, orderFilled, sessionStarted } from "../../support/samples/events.js";
import { sampleIntended } from "../../support/samples/orders.js";

export const AT_MS = Date.UTC(2024, 0, 1);

interface OrderSample {
  readonly id: string;
  readonly side?: Side;
  readonly qty?: string | null;
  readonly symbol?: string;
  readonly purpose?: Purpose;
  readonly style?: IntendedOrder["style"];
  readonly account?: string;
  /** Of the idea whose leg it is; one of its own where left out. */
  readonly group?: string;
}

export function sampleOrder({
  id,
  side = "buy",
  qty = "2",
  symbol = "BTCUSDT",
  purpose = "open",
  style = "taker",
  account = "main",
  group = id,
}: OrderSample): IntendedOrder {
  return sampleIntended({
    request: {
      clientOrderId: id,
      account,
      symbol,
      side,
      qty: qty === null ? null : dec(qty),
      reduceOnly: purpose !== "open",
      closePosition: qty === null,
      workingType: "mark",
    },
    intentId: `intent-${id}`,
    groupId: `group-${group}`,
    purpose,
    style,
    decisionPrice: dec("100"),
    notionalUsd: 200,
    rulesEvaluated: 21,
  });
}

/** Books that a test feeds event by event; each comes a second after the one before. */
export class TestBooks {
  readonly portfolio: Portfolio = emptyPortfolio("paper");
  #atMs = AT_MS;

  constructor(wallets: Readonly<Record<string, string>> = { main: "100000" }) {
    const decimals = Object.fromEntries(Object.entries(wallets).map(([account, wallet]) => [account, dec(wallet)]));
    const navStart = dec(String(Object.values(wallets).reduce((sum, wallet) => sum + Number(wallet), 0)));
    this.apply(sessionStarted({ atMs: AT_MS, navStart, wallets: decimals }));
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

  fill(clientOrderId: string, { qty, price, fee = "0", ...rest }: FillSample): LedgerEffect {
    const figures = { qty: dec(qty), price: dec(price), fee: dec(fee) };
    return this.apply(orderFilled({ atMs: this.#atMs, clientOrderId, ...figures, ...rest }));
  }

  cycle(nav: string, change: Partial<Extract<EventBody, { type: "cycle.decided" }>> = {}): void {
    this.apply(cycleDecided({ atMs: this.#atMs, nav: dec(nav), ...change }));
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
  readonly settledIn?: string;
}

type Untimed<E> = E extends unknown ? Omit<E, "atMs"> : never;
