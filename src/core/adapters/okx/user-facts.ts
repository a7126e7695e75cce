import type { Execution } from "../../domain/venue-event.js";
import { type Dec, isZeroDec, negDec, signDec, subDec, ZERO } from "../../lib/decimal.js";
import type { StreamFact } from "../ccxt/private-stream.js";
import { RecentMap } from "../ccxt/recent-map.js";
import { type Contract, type Contracts, toBase } from "./contracts.js";
import { wasCutShort } from "./parse-orders.js";
import type { AlgoUpdate, DataFrame, MoneyUpdate, OrderUpdate } from "./user-frames.js";

type UserEvent = StreamFact["event"];

const REMEMBERED = 8_192;

/** Causes of forced orders (`category` of the order channel). */
const FORCED: ReadonlyMap<string, { readonly cause?: "deleveraging" | "settlement" }> = new Map([
  ["full_liquidation", {}],
  ["partial_liquidation", {}],
  ["adl", { cause: "deleveraging" }],
  ["delivery", { cause: "settlement" }],
]);

/** What ends by its own terms expires; all other ends are cancels (`cancelSource` of the order channel). */
const EXPIRIES: ReadonlyMap<string, string> = new Map([
  ["13", "fill-or-kill could not be filled"],
  ["14", "immediate-or-cancel remainder"],
  ["15", "price beyond the limit"],
  ["21", "the position was closed"],
  ["22", "a reduce-only order of higher priority, or it would have turned the position"],
  ["23", "a reduce-only order of higher priority, or it would have turned the position"],
  ["31", "post-only order would have taken"],
  ["32", "self-trade prevention"],
  ["33", "more matches than one order may have"],
]);

/** Events of `balance_and_position` behind which there is money that no trade tells. */
const MONEY_EVENTS: ReadonlyMap<string, "flow" | "charge"> = new Map([
  ["transferred", "flow"],
  ["funding_fee", "charge"],
  ["liquidation", "charge"],
  ["claw_back", "charge"],
  ["adl", "charge"],
  ["adjustment", "charge"],
  ["interest_deduction", "charge"],
]);

/** Private frames of one account as facts, in our words and in base currency, each message once. */
export class UserFacts {
  readonly #seen = new RecentMap<true>(REMEMBERED);
  /** Fees of an order so far, for frames that tell nothing else. */
  readonly #fees = new RecentMap<Dec>(REMEMBERED);

  constructor(
    readonly contracts: Contracts,
    readonly account: string,
  ) {}

  of({ arg, data }: DataFrame): readonly StreamFact[] {
    if (arg.channel === "orders") return (data as readonly OrderUpdate[]).flatMap((row) => this.#ofOrder(row));
    if (arg.channel === "orders-algo") return (data as readonly AlgoUpdate[]).flatMap((row) => this.#ofAlgo(row));
    return (data as readonly MoneyUpdate[]).flatMap((row) => this.#ofMoney(row));
  }

  #ofOrder(row: OrderUpdate): readonly StreamFact[] {
    const contract = this.contracts.byInstId(row.instId);
    const name = [row.ordId, row.state, row.tradeId, row.accFillSz, row.amendResult, row.px, row.sz].join("|");
    if (contract === null || !this.#seen.add(name, true)) return [];
    const forced = FORCED.get(row.category);
    if (forced !== undefined) return this.#forced(row, contract, forced);
    const { uTime: atMs } = row;
    const isBorn = row.algoId !== null;
    const clientOrderId = (isBorn ? row.algoClOrdId : row.clOrdId) ?? `venue${row.ordId}`;
    const filledQty = toBase(row.accFillSz, contract);
    const facts: StreamFact[] = isBorn ? [{ event: { type: "order.triggered", atMs, clientOrderId } }] : [];
    if (!isBorn && row.state === "live" && isZeroDec(row.accFillSz) && row.amendResult === null)
      facts.push({ event: { type: "order.acknowledged", atMs, clientOrderId, venueOrderId: row.ordId } });
    if (wasCutShort(row)) {
      const reason = "its new quantity had filled already";
      return [...facts, { event: { type: "order.canceled", atMs, clientOrderId, reason }, filledQty }];
    }
    if (row.amendResult === "0" && row.px !== null) {
      const terms = { price: row.px, qty: toBase(row.sz, contract) };
      facts.push({ event: { type: "order.modified", atMs, clientOrderId, ...terms } });
    }
    if (hasTrade(row)) facts.push(...this.#trade(row, contract, clientOrderId));
    if (row.state === "canceled" || row.state === "mmp_canceled")
      facts.push({ event: ending(row, clientOrderId), filledQty });
    return facts;
  }

  #trade(row: OrderUpdate, contract: Contract, clientOrderId: string): readonly StreamFact[] {
    const { execution, elsewhere } = this.#execution(row, contract);
    const event: UserEvent = {
      type: "order.filled",
      ...execution,
      atMs: fillTimeOf(row),
      clientOrderId,
      tradeId: row.tradeId ?? "",
      liquidity: row.execType === "M" ? "maker" : "taker",
      orderDone: row.state === "filled",
    };
    return [{ event }, ...elsewhere];
  }

  #forced(row: OrderUpdate, contract: Contract, cause: { readonly cause?: "deleveraging" | "settlement" }) {
    if (!hasTrade(row)) return [];
    const { execution, elsewhere } = this.#execution(row, contract);
    const tradeId = row.tradeId ?? "";
    const event: UserEvent = { type: "position.liquidated", ...execution, atMs: fillTimeOf(row), tradeId, ...cause };
    return [{ event }, ...elsewhere];
  }

  /** A fee in another currency costs nothing here: that it was taken is a word to read the bills, which alone book it. */
  #execution(row: OrderUpdate, contract: Contract): { execution: Execution; elsewhere: readonly StreamFact[] } {
    const { account } = this;
    const taken = negDec(row.fillFee ?? this.#newFee(row));
    const asset = row.fillFeeCcy ?? row.feeCcy ?? "";
    const isQuote = contract.symbol.endsWith(asset);
    const execution = {
      account,
      symbol: contract.symbol,
      side: row.side,
      qty: toBase(row.fillSz ?? ZERO, contract),
      price: row.fillPx ?? ZERO,
      fee: isQuote ? taken : ZERO,
    };
    if (isQuote || isZeroDec(taken)) return { execution, elsewhere: [] };
    const reason = `commission of trade ${row.tradeId ?? ""} on ${contract.symbol}`;
    const money = { type: "wallet.adjusted", atMs: row.uTime, account, asset, amount: negDec(taken) } as const;
    return { execution, elsewhere: [{ event: { ...money, kind: "charge", reason } }] };
  }

  #newFee({ ordId, fee }: OrderUpdate): Dec {
    const sum = fee ?? ZERO;
    const before = this.#fees.get(ordId) ?? ZERO;
    this.#fees.set(ordId, sum);
    return subDec(sum, before);
  }

  #ofAlgo(row: AlgoUpdate): readonly StreamFact[] {
    const { algoId, state } = row;
    const isKnown = this.contracts.byInstId(row.instId) !== null;
    if (!isKnown || !this.#seen.add(`algo|${algoId}|${state}`, true)) return [];
    const atMs = row.uTime ?? row.cTime;
    const clientOrderId = row.algoClOrdId ?? `venue${algoId}`;
    switch (state) {
      case "live":
        return [{ event: { type: "order.acknowledged", atMs, clientOrderId, venueOrderId: algoId } }];
      case "effective":
      case "order_placed":
      case "filled":
      case "partially_effective":
        return [{ event: { type: "order.triggered", atMs, clientOrderId } }];
      case "canceled":
        return [{ event: { type: "order.canceled", atMs, clientOrderId, reason: "canceled at the venue" } }];
      case "order_failed":
      case "partially_failed": {
        const code = Number(row.failCode ?? 0);
        return [{ event: { type: "order.rejected", atMs, clientOrderId, code, reason: "refused at its trigger" } }];
      }
      case "pause":
        return [];
    }
  }

  /** How much it was the bills tell: this is only the occasion to read them. */
  #ofMoney({ eventType, pTime: atMs, balData }: MoneyUpdate): readonly StreamFact[] {
    const kind = MONEY_EVENTS.get(eventType);
    const { account } = this;
    return kind === undefined
      ? []
      : (balData ?? []).map(({ ccy: asset }) => ({
          event: { type: "wallet.adjusted", atMs, account, asset, kind, amount: ZERO, reason: eventType },
        }));
  }
}

function hasTrade({ tradeId, fillSz }: OrderUpdate): boolean {
  return tradeId !== null && fillSz !== null && signDec(fillSz) > 0;
}

function fillTimeOf({ fillTime, uTime }: OrderUpdate): number {
  const atMs = Number(fillTime ?? "");
  return atMs > 0 ? atMs : uTime;
}

function ending({ uTime: atMs, cancelSource }: OrderUpdate, clientOrderId: string): UserEvent {
  const expiry = EXPIRIES.get(cancelSource ?? "");
  if (expiry !== undefined) return { type: "order.expired", atMs, clientOrderId, reason: expiry };
  const reason = cancelSource === "20" ? "canceled by the dead-man's switch" : "canceled at the venue";
  return { type: "order.canceled", atMs, clientOrderId, reason };
}
