import { beforeAll, describe, expect, it } from "vitest";
import { createEngineContext } from "../../../../src/core/app/engine-context.js";
import type { ClosedTrade } from "../../../../src/core/domain/portfolio.js";
import { type ExplainDocument, explainId } from "../../../../src/core/ops/explain/explain.js";
import type { Step } from "../../../../src/core/ops/explain/step.js";
import { booksAt, type PlayedSession, playSession } from "../whatif/played-session.js";

let session: PlayedSession;
let trades: readonly ClosedTrade[];
beforeAll(async () => {
  // Tight enough to refuse at times, wide enough to trade.
  session = await playSession({ "risk_limits.global.max_venue_exposure_pct": 0.08 });
  trades = booksAt(session).state.portfolio.recentTrades;
}, 60_000);

function explain(id: string): ExplainDocument {
  const { events, origin } = session;
  return explainId({ id, origin, events: () => events, contextOf: createEngineContext });
}

const steps = ({ chain }: ExplainDocument): readonly string[] => chain.map(({ step }) => step);

function stepOf<Name extends Step["step"]>(
  document: ExplainDocument,
  name: Name,
): Extract<Step, { step: Name }> | undefined {
  return document.chain.find((link): link is Extract<Step, { step: Name }> => link.step === name);
}

describe("the story of a position", () => {
  it("ends in the ledger's own figures for every round trip that ended", () => {
    expect(trades.length).toBeGreaterThan(10);
    for (const trade of trades) {
      const document = explain(trade.intentId);
      const closed = stepOf(document, "closed");
      expect(document.kind).toBe("position");
      expect(closed?.data).toMatchObject({
        symbol: trade.symbol,
        by: trade.exitPurpose,
        realizedPnl: trade.realizedPnl,
        fees: trade.fees,
        funding: trade.funding,
        heldMs: trade.closedAtMs - trade.openedAtMs,
      });
    }
  });

  it("goes from bar to signal, intent, approval, route, fill and position, then to its stops and its end", () => {
    const document = explain(trades[0]?.intentId ?? "");
    expect(steps(document).slice(0, 7)).toEqual(["bar", "signal", "sizing", "intent", "rules", "approval", "route"]);
    const judged = document.chain.find(({ step }) => step === "rules");
    if (judged?.step !== "rules") throw new Error("no rules");
    const { conditions } = judged.data;
    expect(new Set(conditions.map(({ rule }) => rule)).size).toBe(21);
    expect(conditions.filter(({ verdict }) => verdict === "veto")).toEqual([]);
    const sized = document.chain.find(({ step }) => step === "sizing");
    if (sized?.step !== "sizing") throw new Error("no sizing");
    const { nav, tradeNavPct, strength, volatilityScale, bucketMultiplier, adaptive, targetUsd } = sized.data;
    const product = [tradeNavPct, strength, volatilityScale, bucketMultiplier, adaptive.scale].reduce<number>(
      (all, factor) => all * Number(factor),
      Number(nav),
    );
    expect(targetUsd).toBeCloseTo(product, 6);
    const order = ["route", "submitted", "acknowledged", "fill", "position", "exit_order", "closed"];
    const places = order.map((name) => steps(document).indexOf(name));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(document.chain.filter(({ step }) => step === "exit_order").length).toBeGreaterThanOrEqual(2);
    expect(document.smallestChange).toEqual([]);
    expect(document.vetoes).toEqual([]);
  });

  it("has times that never go back", () => {
    for (const { intentId } of trades.slice(0, 10)) {
      const times = explain(intentId).chain.map(({ at }) => Date.parse(at));
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
  });

  it("is the same from the entry order, from its stop and from the intent", () => {
    const stopped = trades.find(({ exitPurpose }) => exitPurpose === "stop");
    const whole = explain(stopped?.intentId ?? "");
    const routes = whole.chain.flatMap((link) => (link.step === "route" ? [link.data] : []));
    const entry = routes[0]?.clientOrderId ?? "";
    const stop = whole.chain
      .flatMap((link) => (link.step === "exit_order" ? [link.data] : []))
      .find(({ purpose }) => purpose === "stop");
    for (const id of [entry, stop?.clientOrderId ?? ""]) {
      const other = explain(id);
      expect(other.kind).toBe("order");
      expect(other.chain).toEqual(whole.chain);
    }
  });

  it("of what is still open ends with what is held now", () => {
    const { positions } = booksAt(session).state.portfolio;
    const [position] = Object.values(positions);
    expect(position).toBeDefined();
    const document = explain(position?.intentId ?? "");
    const open = document.chain.at(-1);
    expect(open?.step).toBe("still_open");
    expect(open?.data).toMatchObject({ symbol: position?.symbol, qty: position?.qty.replace("-", "") });
  });
});

describe("the story of a veto", () => {
  it("is the same from the veto's id and from its intent's, and carries the journaled figures", () => {
    const veto = session.events.flatMap((event) => (event.type === "cycle.decided" ? event.vetoes : [])).at(-1);
    const document = explain(veto?.id ?? "");
    expect(document.kind).toBe("veto");
    expect(steps(document)).toEqual(["bar", "signal", "sizing", "intent", "rules", "veto", "trial"]);
    const judged = document.chain.find(({ step }) => step === "rules");
    if (judged?.step !== "rules") throw new Error("no rules");
    const refusing = judged.data.conditions.filter(({ verdict }) => verdict === "veto");
    const figures = (found: typeof refusing | NonNullable<typeof veto>["violations"]): readonly string[] =>
      found.map(({ rule, measured }) => `${rule} ${String(measured)}`).toSorted();
    expect(figures(refusing)).toEqual(figures(veto?.violations ?? []));
    expect(document.vetoes.map(({ rule, measured, limit }) => ({ rule, measured, limit }))).toEqual(
      veto?.violations.map(({ rule, measured, limit }) => ({ rule, measured, limit })),
    );
    expect(stepOf(document, "intent")?.data).toMatchObject({ id: veto?.intentId, qty: veto?.qty, side: veto?.side });
    expect({ ...explain(veto?.intentId ?? ""), id: "" }).toEqual({ ...document, id: "" });
  });
});

describe("an id nobody knows", () => {
  it("ends with exit code 2, the nearest id and how to list them", () => {
    const known = trades[0]?.intentId ?? "";
    const typo = `${known.slice(0, 5)}_${known.slice(6)}`;
    expect(() => explain(typo)).toThrow(
      expect.objectContaining({
        code: "unknown_id",
        exitCode: 2,
        place: expect.objectContaining({
          fix: expect.stringMatching(new RegExp(`${known}.*hedge vetoes`)) as string,
        }) as object,
      }) as Error,
    );
  });

  it("is completed where only its beginning was typed", () => {
    const known = trades[0]?.intentId ?? "";
    expect(() => explain(known.slice(0, 8))).toThrow(
      expect.objectContaining({
        place: expect.objectContaining({ fix: expect.stringContaining(known) as string }) as object,
      }) as Error,
    );
  });
});
