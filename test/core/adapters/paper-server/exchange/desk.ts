import { createPaperExchange } from "../../../../../src/core/adapters/paper-server/exchange/paper-exchange.js";
import type { PaperExchange } from "../../../../../src/core/adapters/paper-server/exchange/paper-exchange.js";
import { placeAlgo } from "../../../../../src/core/adapters/paper-server/exchange/place-algo.js";
import type { AlgoDraft } from "../../../../../src/core/adapters/paper-server/exchange/place-algo.js";
import { placeOrder } from "../../../../../src/core/adapters/paper-server/exchange/place-order.js";
import type { OrderDraft } from "../../../../../src/core/adapters/paper-server/exchange/place-order.js";
import type { AlgoOrder, ExchangeOrder } from "../../../../../src/core/adapters/paper-server/exchange/records.js";
import { NO_FAULTS } from "../../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import type { FaultHooks } from "../../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import type { UserFrame } from "../../../../../src/core/adapters/paper-server/seam.js";
import { dec } from "../../../../../src/core/lib/decimal.js";
import { createRng } from "../../../../../src/core/lib/rng.js";
import { createHandMarket } from "./hand-market.js";
import type { HandMarket } from "./hand-market.js";

export const KEYS = { apiKey: "key", apiSecret: "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9" };

export interface Desk {
  readonly market: HandMarket;
  readonly exchange: PaperExchange;
  readonly frames: UserFrame[];
  /** Places or throws with the venue's code. */
  order(draft?: Partial<OrderDraft>): ExchangeOrder;
  algo(draft?: Partial<AlgoDraft>): AlgoOrder;
  /** The code of the refusal, 0 where it was accepted. */
  orderCode(draft: Partial<OrderDraft>): number;
  algoCode(draft: Partial<AlgoDraft>): number;
  /** Frames since the last call, told as `event execution status`. */
  story(): string[];
}

interface DeskOptions {
  readonly wallet?: string;
  readonly speed?: number;
  readonly faults?: Partial<FaultHooks>;
}

/** An exchange on a hand-driven market: COINUSDT opens at 100. */
export function createDesk({ faults = {}, ...market }: DeskOptions = {}): Desk {
  const hand = createHandMarket(market);
  const exchange = createPaperExchange({
    market: hand,
    account: "main",
    keys: KEYS,
    faults: { ...NO_FAULTS, ...faults },
    rng: createRng("desk"),
  });
  const frames: UserFrame[] = [];
  exchange.subscribe(exchange.listenKeys.open(), (frame) => frames.push(frame));
  hand.bar({ symbol: "COINUSDT" }, { symbol: "ALTUSDT" }, { symbol: "BTCUSDT", open: 60_000 });
  let told = 0;
  const { context } = exchange;
  const order = (draft: Partial<OrderDraft>) => placeOrder(context, { ...MARKET_BUY, ...draft });
  const algo = (draft: Partial<AlgoDraft>) => placeAlgo(context, { ...STOP_SELL, ...draft });
  return {
    market: hand,
    exchange,
    frames,
    order: (draft = {}) => valueOf(order(draft)),
    algo: (draft = {}) => valueOf(algo(draft)),
    orderCode: (draft) => codeOf(order(draft)),
    algoCode: (draft) => codeOf(algo(draft)),
    story: () => {
      const news = frames.slice(told);
      told = frames.length;
      return news.map(tell);
    },
  };
}

export const MARKET_BUY: OrderDraft = {
  symbol: "COINUSDT",
  side: "buy",
  positionSide: "BOTH",
  type: "MARKET",
  timeInForce: "GTC",
  qty: dec("1"),
  price: null,
  priceMatch: null,
  reduceOnly: false,
  clientOrderId: null,
  stpMode: "EXPIRE_MAKER",
  goodTillMs: null,
};

export const LIMIT: Partial<OrderDraft> = { type: "LIMIT", price: dec("98") };

const STOP_SELL: AlgoDraft = {
  symbol: "COINUSDT",
  side: "sell",
  positionSide: "BOTH",
  type: "STOP_MARKET",
  qty: dec("1"),
  triggerPrice: dec("95"),
  price: null,
  priceMatch: null,
  activatePrice: null,
  callbackRate: null,
  goodTillMs: null,
  timeInForce: "GTC",
  workingType: "CONTRACT_PRICE",
  closePosition: false,
  reduceOnly: true,
  priceProtect: false,
  clientAlgoId: null,
  stpMode: "NONE",
};

type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: { code: number; msg: string } };

function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${String(outcome.error.code)} ${outcome.error.msg}`);
  return outcome.value;
}

function codeOf(outcome: Outcome<unknown>): number {
  return outcome.ok ? 0 : outcome.error.code;
}

interface OrderPart {
  readonly x?: string;
  readonly X?: string;
  readonly er?: string;
}

export function tell(frame: UserFrame): string {
  const o = frame["o"] as OrderPart | undefined;
  const a = frame["a"] as { readonly m: string } | undefined;
  const reason = o?.er === undefined || o.er === "0" ? undefined : `er=${o.er}`;
  return [frame["e"] as string, o?.x, o?.X, reason, a?.m].filter((word) => word !== undefined).join(" ");
}

/** The `o` of the last frame of this kind. */
export function lastOf(frames: readonly UserFrame[], event: string): UserFrame {
  return frames.findLast((frame) => frame["e"] === event)?.["o"] as UserFrame;
}
