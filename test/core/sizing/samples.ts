import type { HeldPosition, PendingOrder } from "../../../src/core/domain/decision-book.js";
import type { Instrument } from "../../../src/core/domain/instrument.js";
import type { Intent } from "../../../src/core/domain/intent.js";
import type { SymbolView } from "../../../src/core/domain/market-view.js";
import { dec } from "../../../src/core/lib/decimal.js";
import type { SizingInput } from "../../../src/core/sizing/input.js";
import { sizingPolicySchema } from "../../../src/core/sizing/policy.js";
import { sampleBook, sampleHeld, samplePending } from "../../support/samples/books.js";
import { sampleStrategyCaps, sampleSymbolCaps } from "../../support/samples/caps.js";
import { sampleInstrument } from "../../support/samples/instruments.js";
import { sampleIntent } from "../../support/samples/intents.js";
import { sampleFeatures, sampleView } from "../../support/samples/views.js";

export function instrument(changes: Partial<Instrument> = {}): Instrument {
  return sampleInstrument({ minNotional: dec("5"), ...changes });
}

/** ATR is 1 % of the mark. */
export function symbolView(mark: number, changes: Partial<SymbolView> = {}): SymbolView {
  return sampleView({ mark, instrument: instrument(), features: sampleFeatures({ atr: mark / 100 }), ...changes });
}

export function intent(changes: Partial<Intent> = {}): Intent {
  const exits = { stopDistance: 1_000, atr: 400, trailDistance: null, takeProfits: [], maxBars: null };
  return sampleIntent({ exits, ...changes });
}

export function held(changes: Partial<HeldPosition> = {}): HeldPosition {
  return sampleHeld({ markPrice: 2_000, stopPrice: 1_900, notionalUsd: 2_000, ...changes });
}

export function pending(changes: Partial<PendingOrder> = {}): PendingOrder {
  return samplePending({ notionalUsd: 2_000, ...changes });
}

export interface SampleChanges {
  readonly navUsd?: number;
  readonly mark?: number;
  readonly freeMarginUsd?: number;
  readonly positions?: readonly HeldPosition[];
  readonly pending?: readonly PendingOrder[];
  readonly limits?: Partial<SizingInput["limits"]>;
  readonly strategyCaps?: Partial<SizingInput["caps"]["strategy"]>;
  readonly symbolCaps?: Partial<SizingInput["caps"]["symbol"]>;
  readonly policy?: Partial<SizingInput["policy"]>;
  readonly input?: Partial<SizingInput>;
}

/** NAV 100,000, BTC at 50,000, volatility 0.5 against a target of 0.5, 10 % of NAV a trade, wide limits. */
export function sizingInput(changes: SampleChanges = {}): SizingInput {
  const { navUsd = 100_000, freeMarginUsd = navUsd, positions = [], pending: waiting = [] } = changes;
  return {
    intent: intent(),
    view: symbolView(changes.mark ?? 50_000),
    book: sampleBook({ navUsd, freeMarginUsd, positions, pending: waiting }),
    caps: {
      strategy: sampleStrategyCaps({ maxConcurrent: 5, ...changes.strategyCaps }),
      symbol: sampleSymbolCaps({
        tier: null,
        maxOrderNotionalSetting: "risk_limits.per_symbol.BTCUSDT.max_order_notional",
        ...changes.symbolCaps,
      }),
    },
    limits: {
      riskPerTradePct: 0.02,
      maxTradeNavPct: 0.5,
      maxGrossExposurePct: 2,
      maxNetExposurePct: 2,
      maxLeverage: 3,
      correlationGroups: [],
      minNotionalPolicy: "veto",
      ...changes.limits,
    },
    policy: { ...sizingPolicySchema.parse({ trade_nav_percentage: 0.1, vol_target: 0.5 }), ...changes.policy },
    bucketMultiplier: 1,
    positionQty: null,
    ...changes.input,
  };
}
