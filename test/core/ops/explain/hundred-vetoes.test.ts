import { describe, expect, it } from "vitest";
import { createEngineContext } from "../../../../src/core/app/engine-context.js";
import type { VetoRecord } from "../../../../src/core/domain/veto-record.js";
import { apply } from "../../../../src/core/engine/apply.js";
import { bodyOf } from "../../../../src/core/engine/replay.js";
import { createEngineState, type EngineState } from "../../../../src/core/engine/state.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import { redecide, refusalOf } from "../../../../src/core/ops/explain/re-decide.js";
import { isSizingRefusal } from "../../../../src/core/ops/explain/sizing-levers.js";
import { type ChangeAnswer, smallestChanges } from "../../../../src/core/ops/explain/smallest-change.js";
import { withSettings } from "../../../../src/core/ops/whatif/change-config.js";
import { tryOrder } from "../../../../src/core/ops/whatif/try-order.js";
import { type PlayedSession, playSession } from "../whatif/played-session.js";

/** The shipped universe. */
const ALL = ["BTC", "ETH", "SOL", "BNB", "XRP", "ADA", "DOGE", "LINK", "DOT", "ATOM", "LTC"].map(
  (base) => `${base}USDT`,
);

function vetoesOf({ events }: PlayedSession): readonly VetoRecord[] {
  return events.flatMap((event) => (event.type === "cycle.decided" ? event.vetoes : []));
}

/** Ids of so many refusals by the rules, drawn with a seed. */
function drawn(session: PlayedSession, most: number): ReadonlySet<string> {
  const byRules = vetoesOf(session).filter(
    ({ violations }) => !violations.some((violation) => isSizingRefusal({ violation })),
  );
  const rng = createRng("a hundred vetoes");
  const order = byRules.map(({ id }) => ({ id, at: rng.next() })).sort((a, b) => a.at - b.at);
  return new Set(order.slice(0, most).map(({ id }) => id));
}

interface Explained {
  readonly veto: VetoRecord;
  readonly answer: ChangeAnswer;
  /** Whether `whatif` approves the order under these settings, on the books that the decision met. */
  readonly whatIf: (assignments: readonly string[]) => boolean;
}

/** Folds the journal once and explains each drawn refusal on the way; the books move on, so each is looked at at once. */
function explainEach(session: PlayedSession, ids: ReadonlySet<string>, look: (explained: Explained) => void): void {
  const { events, origin } = session;
  const state = createEngineState("paper");
  for (const event of events) {
    if (event.type === "cycle.decided") {
      const chosen = event.vetoes.filter(({ id }) => ids.has(id));
      for (const veto of chosen) look(explained(veto, state, session));
    }
    apply(state, bodyOf(event), origin.ctx);
  }
}

function explained(veto: VetoRecord, state: EngineState, { origin }: PlayedSession): Explained {
  const refusal = refusalOf(redecide(state, origin.ctx, veto.account), veto.intentId);
  if (refusal === null) throw new Error(`${veto.id} is decided otherwise`);
  const answer = smallestChanges({ refusal, config: origin.config, contextOf: createEngineContext, positionQty: null });
  const { symbol, side, strategy, notionalUsd } = veto;
  const whatIf = (assignments: readonly string[]): boolean => {
    const ctx = createEngineContext(withSettings(origin.config, assignments));
    const order = { symbol, side, strategy, notionalUsd, price: null, navUsd: null };
    return tryOrder(order, { ...origin, state, atEnd: false }, ctx).document.approved;
  };
  return { veto, answer, whatIf };
}

describe("100 refusals of the two recorded years under the shipped configuration", () => {
  it("each have a smallest change that passes when whatif replays it, and carry measured, limit and unit", async () => {
    const session = await playSession(
      { "strategy_config.universe": ALL, "strategy_registry.strategies.momentum.symbols": ALL },
      ["2023-01-01", "2025-01-01"],
    );
    const all = vetoesOf(session);
    expect(all.length).toBeGreaterThan(400);
    for (const { violations } of all) {
      expect(violations.length).toBeGreaterThan(0);
      for (const { measured, limit, unit, code } of violations) {
        expect([typeof measured, typeof limit]).toEqual(["number", "number"]);
        expect(unit.length * code.length).toBeGreaterThan(0);
      }
    }
    const ids = drawn(session, 100);
    let passed = 0;
    explainEach(session, ids, ({ veto, answer, whatIf }) => {
      expect(whatIf([]), `${veto.id} as it was`).toBe(false);
      const [smallest] = answer.changes;
      const [timer] = veto.violations;
      const secondsOver = (Number(smallest?.from) - Number(smallest?.to)) * 60 - Number(timer?.measured);
      expect([smallest?.path, secondsOver >= -1e-6, secondsOver < 60]).toEqual([timer?.setting, true, true]);
      expect(answer.reason).toBeNull();
      expect(whatIf([`${smallest?.path ?? ""}=${JSON.stringify(smallest?.to)}`]), veto.id).toBe(true);
      passed += 1;
    });
    expect(passed).toBe(100);
  }, 300_000);
});

describe("refusals under limits that bite", () => {
  const variants = {
    tight: {
      "risk_limits.global.max_venue_exposure_pct": 0.08,
      "risk_limits.global.max_concurrent_positions": 3,
      "risk_limits.global.cooldown_minutes_after_stop": 720,
      "risk_limits.global.veto_burst.vetoes": 4,
      "strategy_config.strategies.momentum.max_nav_pct": 0.09,
    },
    loose: {
      "risk_limits.global.daily_loss_limit_pct": 0.002,
      "risk_limits.global.max_trade_nav_pct": 1,
      "risk_limits.global.risk_per_trade_pct": 1,
      "strategy_config.sizing.trade_nav_percentage": 1,
      "risk_limits.global.correlation.groups.all_perps.max_beta_exposure_pct": 0.4,
      "risk_limits.global.liquidation.min_margin_ratio": 20,
    },
  };

  it.each(Object.entries(variants))(
    "%s: one change, or those named together, pass in whatif",
    async (_name, settings) => {
      const session = await playSession(settings, ["2024-01-01", "2024-03-01"]);
      const ids = drawn(session, 100);
      expect(ids.size).toBeGreaterThan(10);
      let [single, together, facts] = [0, 0, 0];
      explainEach(session, ids, ({ veto, answer, whatIf }) => {
        for (const { path, to } of answer.changes) {
          expect(whatIf([`${path}=${JSON.stringify(to)}`]), `${veto.id} ${path}`).toBe(true);
        }
        const [, all] = answer.reason?.split("would do: ") ?? [];
        if (answer.changes.length > 0) single += 1;
        else if (all === undefined) facts += 1;
        else {
          expect(whatIf(all.replace(/\.$/, "").split(" and ")), `${veto.id} ${all}`).toBe(true);
          together += 1;
        }
      });
      expect(single + together).toBeGreaterThan(facts);
      expect(single).toBeGreaterThan(0);
    },
    200_000,
  );
});
