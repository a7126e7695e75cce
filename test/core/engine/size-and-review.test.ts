import { describe, expect, it } from "vitest";
import { createEngineContext } from "../../../src/core/app/engine-context.js";
import type { Intent } from "../../../src/core/domain/intent.js";
import { sizeAndReview } from "../../../src/core/engine/size-and-review.js";
import { engineConfig } from "../../support/engine-session.js";
import { sampleIntent } from "../../support/samples/intents.js";
import { book, marketView, NOW, policy, riskState } from "../risk/fixtures.js";

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
