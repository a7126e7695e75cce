import { describe, expect, it } from "vitest";
import type { JournalEvent } from "../../../../src/core/domain/event.js";
import { isReducingPurpose, type SizedOrder } from "../../../../src/core/domain/intent.js";
import { apply } from "../../../../src/core/engine/apply.js";
import { bodyOf } from "../../../../src/core/engine/replay.js";
import { createEngineState } from "../../../../src/core/engine/state.js";
import { toNumber } from "../../../../src/core/lib/decimal.js";
import { present } from "../../../../src/core/lib/invariant.js";
import { trialFacts } from "../../../../src/core/ops/explain/replay.js";
import { type CycleDecision, redecide } from "../../../../src/core/ops/whatif/cycle-decision.js";
import { foldToDecision, type SessionOrigin } from "../../../../src/core/ops/whatif/session-books.js";
import { tryOrder } from "../../../../src/core/ops/whatif/try-order.js";
import { runSession } from "../../../support/engine-session.js";
import { fourStrategySession, MARKETS_OF } from "../../../support/four-strategies.js";

const FROM_MS = Date.UTC(2023, 10, 20);
/** Sizing keeps to every limit on size, but not to the venue's budget of orders: there one order of a cycle refuses the next. */
const MARKETS = Object.values(MARKETS_OF).flat();
const TIGHT = {
  ...Object.fromEntries(
    ["momentum", "smart_money", "vol_target"].map((id) => [`strategy_registry.strategies.${id}.symbols`, MARKETS]),
  ),
  "venues.binance.order_limits": { orders_10s: 3, orders_1m: 3 },
  "risk_limits.global.daily_loss_limit_pct": 0.4,
  "risk_limits.global.hard_daily_loss_pct": 0.5,
  "strategy_config.sizing.trade_nav_percentage": 0.25,
  "risk_limits.global.max_trade_nav_pct": 0.25,
  "risk_limits.global.veto_burst.vetoes": 0,
  "risk_limits.global.risk_per_trade_pct": 0.05,
  "risk_limits.global.cooldown_minutes_after_stop": 600,
  "risk_limits.global.max_nav_drawdown_pct": 0.5,
  "risk_limits.global.hard_drawdown_pct": 0.6,
  "risk_limits.global.max_trades_per_symbol_per_hour": 1,
};

interface Reviewed {
  readonly order: SizedOrder;
  /** Rules that refused it, in the journal's own line; none of an approved one. */
  readonly codes: readonly string[];
}

/** Entries of a cycle that had a quantity, as the journal has them, with what this version knows beside it. */
function reviewedOf(
  cycle: Extract<JournalEvent, { type: "cycle.decided" }>,
  decided: CycleDecision,
): readonly Reviewed[] {
  const { routed, vetoes } = decided.decision;
  const refused = new Map(cycle.vetoes.map((veto) => [veto.intentId, veto.violations]));
  expect(vetoes.map(({ order }) => order.intent.id)).toEqual([...refused.keys()]);
  const judged = vetoes.filter(({ bySizing }) => !bySizing).map(({ order }) => order);
  return [...routed.map(({ order }) => order), ...judged]
    .filter(({ intent }) => !isReducingPurpose(intent.purpose))
    .map((order) => ({
      order,
      codes: (refused.get(order.intent.id) ?? []).map(({ rule, code }) => `${rule} ${code}`),
    }));
}

/** The other leg's refusal is nothing that one order can meet. */
const own = (codes: readonly string[]): readonly string[] => codes.filter((code) => !code.startsWith("GROUP")).sort();

describe("whatif --at of an order that the cycle of that instant reviewed", () => {
  it("says what the journal says: every approval, every refusal, each with the same rules", async () => {
    const setup = await fourStrategySession(FROM_MS, 40, { changes: TIGHT, warmupDays: 100 });
    const { events } = await runSession(setup);
    const [start] = events;
    if (start?.type !== "session.started") throw new Error("the journal has no beginning");
    const origin: SessionOrigin = { start, config: setup.config, ctx: setup.context, under: () => origin };
    const state = createEngineState("paper");
    const seen = { approved: 0, refused: 0, differently: 0 };
    for (const event of events) {
      if (event.type === "cycle.decided" && event.trigger === "bar") {
        const cycle = redecide(state, origin.ctx);
        for (const { order, codes } of reviewedOf(event, cycle("main"))) {
          const { symbol, strategy, side } = order.intent;
          const notionalUsd = toNumber(present(trialFacts({ order, changes: [] }, origin.ctx), "an entry").notional);
          const trial = { symbol, strategy, side, notionalUsd, price: null, navUsd: null };
          const at = { ...origin, state, atEnd: false };
          const { document } = tryOrder(trial, { ...at, cycle }, origin.ctx);
          expect(document.sized.qty).toBe(order.qty);
          const said = document.vetoes.map(({ rule, code }) => `${rule} ${code}`).sort();
          expect([event.seq, symbol, said]).toEqual([event.seq, symbol, own(codes)]);
          if (codes.length === 0) seen.approved += 1;
          else seen.refused += 1;
          // The books before the cycle alone would have said otherwise.
          if (tryOrder(trial, at, origin.ctx).document.approved !== (own(codes).length === 0)) seen.differently += 1;
        }
      }
      apply(state, bodyOf(event), origin.ctx);
    }
    expect(seen.approved).toBeGreaterThan(150);
    expect(seen.refused).toBeGreaterThan(150);
    expect(seen.differently).toBeGreaterThan(5);

    const crowded = events.find((event) => event.type === "cycle.decided" && event.orders.length > 1)!;
    const books = foldToDecision(events, origin, crowded.atMs);
    expect(books.cycle?.("main").decision.routed.length).toBeGreaterThan(1);
    expect(foldToDecision(events, origin, crowded.atMs + 1).cycle).toBeUndefined();
  }, 120_000);
});
