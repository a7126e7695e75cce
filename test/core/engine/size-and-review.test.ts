import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEngineContext } from "../../../src/core/app/engine-context.js";
import type { Intent } from "../../../src/core/domain/intent.js";
import { sizeAndReview } from "../../../src/core/engine/size-and-review.js";
import { engineConfig } from "../../support/engine-session.js";
import { sampleIntent } from "../../support/samples/intents.js";
import type { RiskPolicy } from "../../../src/core/risk/policy.js";
import { book, held, marketView, NOW, policy, riskState } from "../risk/fixtures.js";

/** Net exposure of 5 % of NAV is all that there is: 5,000 USD for orders that want 5,000 each. */
const ONE_ROOM = policy({ global: { max_net_exposure_pct: 0.05, risk_per_trade_pct: 1 } });

function wish(symbol: string, changes: Partial<Intent> = {}): Intent {
  const exits = { stopDistance: 2, atr: 1, trailDistance: null, takeProfits: [], maxBars: null };
  return sampleIntent({ id: `i${symbol}`, groupId: `i${symbol}`, symbol, exits, ...changes });
}

function reviewed(intents: readonly Intent[], risk = riskState()) {
  const ctx = { ...createEngineContext(engineConfig()), risk: ONE_ROOM };
  const books = { view: marketView(), book: book({ risk }), maxGrossUsd: Infinity, positionQty: () => null };
  const { approved, vetoes } = sizeAndReview({ ...books, intents, exits: [] }, ctx);
  return {
    approved: approved.map(({ intent, notionalUsd }) => [intent.symbol, notionalUsd]),
    vetoes: vetoes.map(({ order, primary }) => [order.intent.symbol, primary]),
  };
}

describe("ideas of one cycle that want the same room", () => {
  it("gives 5,000 USD to the first and refuses the second, which finds nothing left", () => {
    const { approved, vetoes } = reviewed([wish("ETHUSDT"), wish("SOLUSDT")]);
    expect(approved).toEqual([["ETHUSDT", 5_000]]);
    expect(vetoes).toEqual([["SOLUSDT", "R09"]]);
  });

  it("keeps the whole 5,000 USD for the second where a cooldown refuses the first, whatever sizing gave it", () => {
    const cooling = riskState({
      cooldowns: [{ scope: "symbol", key: "ETHUSDT", sinceMs: NOW - 60_000, untilMs: NOW + 60_000, reason: "stop" }],
    });
    const { approved, vetoes } = reviewed([wish("ETHUSDT"), wish("SOLUSDT")], cooling);
    expect(vetoes).toEqual([["ETHUSDT", "R12"]]);
    expect(approved).toEqual([["SOLUSDT", 5_000]]);
  });
});

describe("the legs of a pair", () => {
  const terms = { beta: 0.5, mean: 0, deviation: 0.01, halfLifeBars: 5, side: 1, hedgeTimeoutMs: 10_000 } as const;
  const legs = [
    wish("ETHUSDT", { groupId: "p", side: "sell", leg: { pair: "E/S", share: 1, rank: 0, terms } }),
    wish("SOLUSDT", { groupId: "p", side: "buy", leg: { pair: "E/S", share: 0.5, rank: 1, terms } }),
  ];
  const positions = [held("BTCUSDT", 20, { strategy: "momentum" })];

  function approvedUsd(risk: RiskPolicy): readonly number[] {
    const ctx = { ...createEngineContext(engineConfig()), risk };
    const books = { view: marketView(), book: book({ positions }), maxGrossUsd: Infinity, positionQty: () => null };
    const { approved } = sizeAndReview({ ...books, intents: legs, exits: [] }, ctx);
    return approved.map(({ notionalUsd }) => notionalUsd);
  }

  const share = fc.double({ min: 0.001, max: 0.2, noNaN: true });
  const limit = fc.constantFrom("gross", "net", "venue", "strategy", "order", "symbol", "trade", "beta");
  const usually = { gross: 1, net: 1, venue: 1, strategy: 1, order: 1, symbol: 1, trade: 1, beta: 1 };

  function policyOf(limits: Readonly<Record<keyof typeof usually, number>>): RiskPolicy {
    const { gross, net, venue, strategy, order, symbol, trade, beta } = limits;
    const group = { symbols: ["*"], max_beta_exposure_pct: beta, max_gross_exposure_pct: 5 };
    return policy({
      global: {
        ...{ risk_per_trade_pct: 1, max_gross_exposure_pct: gross, max_net_exposure_pct: Math.min(net, gross) },
        ...{ max_venue_exposure_pct: venue, max_symbol_exposure_pct: symbol, max_trade_nav_pct: trade },
        correlation: { default_beta: 1.5, groups: { all: group } },
      },
      strategy: { maxNavPct: strategy },
      caps: { maxOrderNotionalUsd: order * 100_000 },
    });
  }

  it("that pass under tight limits pass under a looser one, whichever of eight it is, and become no smaller", () => {
    let [passed, refused] = [0, 0];
    fc.assert(
      fc.property(
        fc.record({ net: share, order: share, strategy: share }),
        limit,
        share,
        share,
        (base, which, a, b) => {
          const at = (value: number) => approvedUsd(policyOf({ ...usually, ...base, [which]: value }));
          const [tight, wide] = [at(Math.min(a, b)), at(Math.max(a, b))];
          if (tight.length === 0) {
            refused += 1;
            return;
          }
          passed += 1;
          expect(wide).toHaveLength(2);
          // A step of either is worth at most 0.10 USD.
          wide.forEach((usd, i) => {
            expect(usd).toBeGreaterThanOrEqual((tight[i] ?? Number.NaN) - 0.11);
          });
        },
      ),
      { seed: 7, numRuns: 300 },
    );
    expect(Math.min(passed, refused)).toBeGreaterThan(20);
  });
});
