import type { EventBody } from "../../src/core/domain/event.js";
import { HOUR_MS } from "../../src/core/lib/time.js";
import { GOOD, plantedModel } from "./planted-model.js";

const MODEL = plantedModel(
  {},
  { evaluation: { ...GOOD, reliability: [{ meanSaid: 0.6, shareSeen: 0.58, count: 90 }] } },
);
const CONFIG = { strategy_config: { screener: { meta_signal: { model: JSON.stringify(MODEL) } } } };

const hour = (index: number): number => Date.UTC(2024, 4, 1) + index * HOUR_MS;
const event = (body: object): EventBody => body as EventBody;

export const CONFIGURED = event({
  type: "session.configured",
  atMs: hour(0),
  config: CONFIG,
  configHash: "5e".repeat(32),
});

interface Said {
  readonly symbol: string;
  readonly probability: number | null;
  readonly scale: number | null;
  readonly drift?: number;
  readonly feature?: number | null;
}

function cycle(index: number, said: Said, more: object = {}): EventBody {
  const { symbol, probability, scale, drift = 0.04, feature = 1.2 } = said;
  const fixed = { model: MODEL.id, strategy: "momentum", side: "buy", features: { return168: feature } };
  const predictions = [{ ...fixed, symbol, probability, scale, drift }];
  return event({
    ...{ type: "cycle.decided", atMs: hour(index), trigger: "bar", drops: [], vetoes: [], orders: [] },
    ...{ predictions, ...more },
  });
}

const fill = (clientOrderId: string, side: string, price: string): EventBody =>
  event({ type: "order.filled", clientOrderId, account: "main", symbol: "BTCUSDT", side, qty: "2", price, fee: "1" });

const opening = (clientOrderId: string) => ({
  orders: [
    {
      ...{ strategy: "momentum", purpose: "open", intentId: `i${clientOrderId}` },
      request: { clientOrderId, symbol: "BTCUSDT", account: "main" },
    },
  ],
});

const drop = (symbol: string, reason: string, detail: object | null) => ({
  drops: [{ strategy: "momentum", symbol, reason, detail }],
});

/**
 * Five entries: one that paid 2 × 10 − 2 fees − 3 funding = 15, one that lost 2 × 4 + 2 = 10, one below `min_probability`,
 * one of which a feature is not known, and one that a limit ended. The rest of the first comes as a second order.
 */
export const MODEL_STORY: readonly EventBody[] = [
  CONFIGURED,
  cycle(1, { symbol: "BTCUSDT", probability: 0.7, scale: 1 }, opening("a1")),
  fill("a1", "buy", "100"),
  event({ type: "funding.settled", account: "main", symbol: "BTCUSDT", amount: "-3" }),
  fill("stop1", "sell", "110"),
  cycle(2, { symbol: "BTCUSDT", probability: 0.6, scale: 0.62 }, opening("b1")),
  event({
    type: "order.intended",
    order: { intentId: "ib1", purpose: "open", request: { clientOrderId: "b2", symbol: "BTCUSDT" } },
  }),
  fill("b2", "buy", "104"),
  fill("stop2", "sell", "100"),
  cycle(
    3,
    { symbol: "ETHUSDT", probability: 0.41, scale: null },
    drop("ETHUSDT", "ml_veto", { measured: 0.41, limit: 0.5, setting: "a.min_probability" }),
  ),
  cycle(4, { symbol: "SOLUSDT", probability: null, scale: null, feature: null }, drop("SOLUSDT", "ml_veto", null)),
  cycle(
    5,
    { symbol: "XRPUSDT", probability: 0.55, scale: 0.4, drift: 0.131 },
    {
      vetoes: [{ strategy: "momentum", symbol: "XRPUSDT", primary: "R08", side: "buy" }],
    },
  ),
];
