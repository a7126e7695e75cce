import { beforeAll, describe, expect, it } from "vitest";
import { createEngineContext } from "../../../../src/core/app/engine-context.js";
import type { DecisionBook } from "../../../../src/core/domain/decision-book.js";
import type { IntendedOrder, JournalEvent } from "../../../../src/core/domain/event.js";
import type { VetoRecord } from "../../../../src/core/domain/veto-record.js";
import type { SizedOrder } from "../../../../src/core/domain/intent.js";
import { apply } from "../../../../src/core/engine/apply.js";
import { currentBook, decideCycle } from "../../../../src/core/engine/cycle.js";
import { bodyOf } from "../../../../src/core/engine/replay.js";
import { createEngineState, type EngineContext, type EngineState } from "../../../../src/core/engine/state.js";
import { marketView } from "../../../../src/core/engine/view.js";
import { type ExplainDocument, explainId } from "../../../../src/core/ops/explain/explain.js";
import { withSettings } from "../../../../src/core/ops/whatif/change-config.js";
import { review } from "../../../../src/core/risk/review.js";
import { type PlayedSession, playSession } from "../whatif/played-session.js";

type Cycle = Extract<JournalEvent, { readonly type: "cycle.decided" }>;

interface Refused {
  readonly veto: VetoRecord;
  readonly cycle: Cycle;
}

function refusedIn({ events }: PlayedSession): readonly Refused[] {
  return events.flatMap((event) =>
    event.type === "cycle.decided" ? event.vetoes.map((veto) => ({ veto, cycle: event })) : [],
  );
}

/** Up to `most` refusals of each set of rules, spread over the session. */
function sampleOf(session: PlayedSession, most: number): readonly Refused[] {
  const bySet = new Map<string, Refused[]>();
  for (const refused of refusedIn(session)) {
    const key = refused.veto.violations.map(({ code, measured }) => `${code}${String(measured === null)}`).join("+");
    bySet.set(key, [...(bySet.get(key) ?? []), refused]);
  }
  return [...bySet.values()].flatMap((all) =>
    all.filter((_one, index) => index % Math.max(1, Math.floor(all.length / most)) === 0).slice(0, most),
  );
}

function explain({ events, origin }: PlayedSession, id: string): ExplainDocument {
  return explainId({ id, origin, events: () => events, contextOf: createEngineContext });
}

function stateBefore({ events, origin }: PlayedSession, seq: number): EngineState {
  const state = createEngineState("paper");
  for (const event of events) {
    if (event.seq === seq) break;
    apply(state, bodyOf(event), origin.ctx);
  }
  return state;
}

function changedContext({ origin }: PlayedSession, path: string, to: unknown): EngineContext {
  const text = typeof to === "string" ? to : JSON.stringify(to);
  return createEngineContext(withSettings(origin.config, [`${path}=${text}`]));
}

function inFlight({
  intentId,
  request,
  strategy,
  purpose,
  notionalUsd,
}: IntendedOrder): DecisionBook["pending"][number] {
  const { account, symbol, side } = request;
  const leavesQty = Number(request.qty);
  return {
    clientOrderId: intentId,
    account,
    symbol,
    strategy,
    side,
    purpose,
    leavesQty,
    notionalUsd,
    reduceOnly: false,
    unknown: false,
  };
}

/** `screener.default_horizon_bars` as shipped: how long the funding of an order is reckoned. */
const HORIZON_BARS = 48;

/** The refused order from nothing but its journal line. */
function orderOf({ veto }: Refused): SizedOrder {
  const { intentId, strategy, account, symbol, side, strength, stopDistance, qty, referencePrice, notionalUsd } = veto;
  const exits =
    stopDistance === null
      ? null
      : { stopDistance, atr: stopDistance / 2.5, trailDistance: null, takeProfits: [], maxBars: null };
  return {
    intent: {
      id: intentId,
      groupId: intentId,
      strategy,
      account,
      symbol,
      side,
      purpose: "open",
      strength,
      exposure: null,
      exits,
      horizonBars: HORIZON_BARS,
      reasons: [],
    },
    qty,
    referencePrice,
    notionalUsd,
    leverage: 0,
    clamps: [],
    reduceOnly: false,
    triggerPrice: null,
    closePosition: false,
  };
}

/** Reviews the order of a veto line on the books of that cycle, with the stronger entries of the same cycle in flight. */
function passesUnder(refused: Refused, state: EngineState, ctx: EngineContext): boolean {
  const { veto, cycle } = refused;
  const earlier = cycle.orders.filter(({ purpose, strength }) => purpose === "open" && strength > veto.strength);
  const book = currentBook(state, ctx, veto.account);
  const { approved } = review({
    exits: [],
    entries: [orderOf(refused)],
    book: { ...book, pending: [...book.pending, ...earlier.map(inFlight)] },
    view: marketView(state, ctx),
    policy: ctx.risk,
  });
  return approved.length === 1;
}

describe("the smallest change for what risk refused in a real session with tight limits", () => {
  let session: PlayedSession;
  let sample: readonly Refused[];
  let told: readonly (Refused & { readonly document: ExplainDocument; readonly state: EngineState })[];
  beforeAll(async () => {
    session = await playSession({
      "risk_limits.global.market_quality.max_funding_pct": 0.0002,
      "risk_limits.global.daily_loss_limit_pct": 0.001,
      "risk_limits.restricted_symbols": ["XRPUSDT"],
      "risk_limits.global.veto_burst.vetoes": 30,
    });
    sample = sampleOf(session, 8);
    told = sample.map((refused) => ({
      ...refused,
      document: explain(session, refused.veto.id),
      state: stateBefore(session, refused.cycle.seq),
    }));
  }, 120_000);

  it("has refusals of R10, R12, R16, R17 and of several rules at once", () => {
    const rules = new Set(sample.flatMap(({ veto }) => veto.violations.map(({ rule }) => rule)));
    expect([...rules].sort()).toEqual(expect.arrayContaining(["R10", "R12", "R16", "R17"]));
    expect(sample.some(({ veto }) => new Set(veto.violations.map(({ rule }) => rule)).size > 1)).toBe(true);
    expect(sample.length).toBeGreaterThan(15);
  });

  it("names only changes under which a review of the journaled order passes", () => {
    let proven = 0;
    for (const { document, state, ...refused } of told) {
      expect(passesUnder(refused, state, session.origin.ctx)).toBe(false);
      for (const { path, to, approves } of document.smallestChange) {
        expect(approves).toBe(true);
        expect(passesUnder(refused, state, changedContext(session, path, to)), `${path} ${String(to)}`).toBe(true);
        proven += 1;
      }
    }
    expect(proven).toBeGreaterThan(12);
  });

  it("names the smallest of three digits: 1 % less of a figure is refused", () => {
    let figures = 0;
    for (const { document, state, ...refused } of told) {
      for (const { path, from, to } of document.smallestChange) {
        if (typeof from !== "number" || typeof to !== "number" || Number.isInteger(to)) continue;
        const less = to > from ? Math.max(from, to * 0.99) : Math.min(from, to * 1.01);
        expect(passesUnder(refused, state, changedContext(session, path, less)), `${path} ${String(less)}`).toBe(false);
        figures += 1;
      }
    }
    expect(figures).toBeGreaterThan(2);
  });

  it("has a change or a reason, never both, and a reason names a fact or settings that work together", () => {
    for (const { document } of told) {
      expect(document.smallestChange.length > 0).toBe(document.reason === undefined);
      if (document.reason === undefined) continue;
      expect(document.reason).toMatch(
        /cooldown|Together these would do|could not be known|hold this limit|may have lets/,
      );
    }
  });

  it("names settings that do together what none does alone", () => {
    const several = told.filter(({ document }) => document.reason?.includes("Together") === true);
    expect(several.length).toBeGreaterThan(0);
    for (const { document, state, ...refused } of several) {
      const [, all = ""] = document.reason?.split("would do: ") ?? [];
      const assignments = all.replace(/\.$/, "").split(" and ");
      expect(assignments.length).toBeGreaterThan(1);
      const together = createEngineContext(withSettings(session.origin.config, assignments));
      expect(passesUnder(refused, state, together), all).toBe(true);
    }
  });

  it("takes a restricted symbol off the list and gives back the others", () => {
    const barred = told.find(({ veto }) => veto.violations.length === 1 && veto.violations[0]?.rule === "R17");
    expect(barred?.document.smallestChange).toEqual([
      { path: "risk_limits.restricted_symbols", from: ["XRPUSDT"], to: [], approves: true },
    ]);
  });
});

describe("the smallest change for an intent too small for its venue", () => {
  it("gets a quantity and passes when the cycle is decided again with each change", async () => {
    const session = await playSession({ "runtime.paper.start_nav_usdt": 1_500 }, ["2024-01-01", "2024-01-06"]);
    const small = refusedIn(session).filter(({ veto }) => veto.violations[0]?.code === "min_notional");
    expect(small.length).toBeGreaterThan(3);
    let proven = 0;
    for (const { veto, cycle } of small.slice(0, 6)) {
      const document = explain(session, veto.id);
      const state = stateBefore(session, cycle.seq);
      for (const { path, to } of document.smallestChange) {
        const ctx = changedContext(session, path, to);
        const due = state.due ?? { atMs: state.atMs, trigger: "bar" as const, symbols: null };
        const again = decideCycle(state, due, ctx);
        const orders = again?.type === "cycle.decided" ? again.orders : [];
        expect(
          orders.map(({ intentId }) => intentId),
          `${path}=${String(to)}`,
        ).toContain(veto.intentId);
        proven += 1;
      }
    }
    expect(proven).toBeGreaterThan(3);
  }, 60_000);
});

describe("the smallest change while a latch limits trading", () => {
  it("is none: only an operator clears it", async () => {
    const latched = { "risk_limits.global.max_nav_drawdown_pct": 0.002, "risk_limits.global.hard_drawdown_pct": 0.9 };
    const session = await playSession(latched, ["2024-01-01", "2024-01-08"]);
    const refused = refusedIn(session).find(({ veto }) => veto.primary === "R01");
    const document = explain(session, refused?.veto.id ?? "");
    expect(document.smallestChange).toEqual([]);
    expect(document.reason).toContain("only an operator clears it");
    expect(document.vetoes.map(({ rule }) => rule)).toContain("R11");
  }, 60_000);
});
