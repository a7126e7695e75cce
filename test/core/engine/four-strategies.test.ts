import { beforeAll, describe, expect, it } from "vitest";
import type { SessionRun } from "../../support/engine-session.js";
import { runSession } from "../../support/engine-session.js";
import { intendedOf, ofType } from "../../support/engine-story.js";
import { toNumber } from "../../../src/core/lib/decimal.js";
import { fourStrategySession, MARKETS_OF } from "../../support/four-strategies.js";
import { longestAloneMs } from "../../support/pair-strategy.js";

const FROM_MS = Date.UTC(2023, 0, 1);
const TWO_YEARS_DAYS = 731;

describe("all four strategies over two recorded years", () => {
  let run: SessionRun;

  beforeAll(async () => {
    run = await runSession(await fourStrategySession(FROM_MS, TWO_YEARS_DAYS));
  }, 300_000);

  it("trade, each on its own markets, and reach the end with a NAV that is a number", () => {
    expect(run.outcome).toBe("end_of_data");
    expect(run.state.cycle).toBe(TWO_YEARS_DAYS * 24);
    const nav = run.state.portfolio.nav!;
    expect(toNumber(nav.nav)).toBeGreaterThan(50_000);
    expect(toNumber(nav.nav)).toBeLessThan(200_000);
    const opens = intendedOf(run.events).filter(({ order }) => order.purpose === "open");
    for (const [id, markets] of Object.entries(MARKETS_OF)) {
      const own = opens.filter(({ order }) => order.strategy === id);
      expect(own.length, id).toBeGreaterThanOrEqual(8);
      expect(
        own.every(({ order }) => (markets as readonly string[]).includes(order.request.symbol)),
        id,
      ).toBe(true);
    }
    const purposes = new Set(intendedOf(run.events).map(({ order }) => `${order.strategy} ${order.purpose}`));
    expect(purposes).toContain("vol_target reduce");
  });

  it("have measured figure, limit and unit in every veto", () => {
    const vetoes = ofType(run.events, "cycle.decided").flatMap((cycle) => cycle.vetoes);
    expect(vetoes.length).toBeGreaterThan(0);
    for (const { id, violations } of vetoes) {
      expect(violations.length, id).toBeGreaterThan(0);
      for (const { measured, limit, unit } of violations) {
        expect([typeof measured, typeof limit, typeof unit], id).toEqual(["number", "number", "string"]);
      }
    }
  });

  it("never leave a position without its stop for longer than its way to the venue, nor one leg of a pair alone", () => {
    expect(run.state.portfolio.totals.longestUnprotectedMs).toBeLessThanOrEqual(500);
    expect(longestAloneMs(run.events, ["ADAUSDT", "DOTUSDT"])).toBeLessThanOrEqual(500);
    expect(longestAloneMs(run.events, ["LINKUSDT", "ATOMUSDT"])).toBeLessThanOrEqual(500);
  });

  it("change sides only through flat, however they are resized", () => {
    const held = new Map<string, number>();
    for (const { symbol, side, qty } of ofType(run.events, "order.filled")) {
      const before = held.get(symbol) ?? 0;
      const after = before + (side === "buy" ? 1 : -1) * toNumber(qty);
      const rest = Math.abs(after) < 1e-6 ? 0 : after;
      expect(before * rest, symbol).toBeGreaterThanOrEqual(0);
      held.set(symbol, rest);
    }
  });

  it("decide the same when they are run again: the last hash of the journal is the same", async () => {
    const again = await runSession(await fourStrategySession(FROM_MS, TWO_YEARS_DAYS));
    expect(again.journal.lastHash).toBe(run.journal.lastHash);
  }, 300_000);
});
