import { beforeAll, describe, expect, it } from "vitest";
import { fatesOf } from "../../../../src/core/ops/screening/fates.js";
import { requireCovered, screenPass } from "../../../../src/core/ops/screening/screen-pass.js";
import { foldToDecision } from "../../../../src/core/ops/whatif/session-books.js";
import { booksAt, type PlayedSession, playSession, SYMBOLS } from "../whatif/played-session.js";

let session: PlayedSession;
beforeAll(async () => {
  session = await playSession({}, ["2024-01-01", "2024-01-08"]);
}, 60_000);

function pass(at: string, symbol: string | null = null) {
  return screenPass(booksAt(session, at), { symbol, atMs: Date.parse(at) });
}

describe("one screener pass", () => {
  it("ends each of 4 pairs once, at any hour of the session", () => {
    for (let hour = 1; hour < 150; hour += 7) {
      const at = new Date(Date.parse("2024-01-01") + hour * 3_600_000).toISOString();
      const { protoIntents, dropped } = pass(at);
      expect([...protoIntents, ...dropped].map(({ symbol }) => symbol).sort()).toEqual([...SYMBOLS].sort());
    }
  });

  it("agrees with what the session's own cycles journaled", () => {
    let compared = 0;
    for (const event of session.events) {
      if (event.type !== "cycle.decided" || event.trigger !== "bar") continue;
      if (event.atMs % (6 * 3_600_000) !== 0) continue;
      const { protoIntents, dropped } = pass(event.at);
      const wanted = protoIntents.map(({ symbol }) => symbol);
      // Slots and orders in flight are the intent builder's drops, not the screener's.
      const ofScreener = event.drops.filter(({ symbol }) => !wanted.includes(symbol));
      expect(dropped).toEqual(ofScreener);
      for (const { symbol, side, strength } of protoIntents) {
        const signal = event.signals.find((candidate) => candidate.symbol === symbol);
        expect(signal?.strength).toBe(strength);
        if (signal?.direction !== "flat") expect(side).toBe(signal?.direction === "long" ? "buy" : "sell");
      }
      compared += 1;
    }
    expect(compared).toBeGreaterThan(20);
  });

  it("tells what follows from each wish as the session's own cycles decided it: an order, a refusal, or a drop", async () => {
    const seen = new Set<string>();
    const tight = await playSession(
      {
        "risk_limits.global.max_concurrent_positions": 2,
        "risk_limits.global.market_quality.max_funding_pct": 0.0005,
      },
      ["2024-01-01", "2024-01-15"],
    );
    for (const event of tight.events) {
      if (event.type !== "cycle.decided" || event.trigger !== "bar") continue;
      const vetoed = event.vetoes.map(({ symbol, primary }) => ({ symbol, primary }));
      if (vetoed.length === 0 && event.atMs % (6 * 3_600_000) !== 0) continue;
      const fates = fatesOf(foldToDecision(tight.events, tight.origin, event.atMs));
      const { protoIntents } = screenPass(booksAt(tight, event.at), { symbol: null, atMs: event.atMs });
      for (const { symbol } of protoIntents) {
        const fate = fates.find((one) => one.symbol === symbol);
        const veto = vetoed.find((one) => one.symbol === symbol);
        const drop = event.drops.find((one) => one.symbol === symbol);
        seen.add(fate?.kind ?? "none");
        if (veto !== undefined) expect(fate).toMatchObject({ kind: "refused" });
        else if (drop !== undefined) expect(fate).toMatchObject({ kind: "dropped", reason: drop.reason });
        else expect(fate).toMatchObject({ kind: "order" });
        if (veto !== undefined) expect(fate?.reason.startsWith(veto.primary)).toBe(true);
      }
    }
    expect([...seen].sort()).toEqual(["dropped", "order", "refused"]);
  }, 60_000);

  it("looks at one symbol where one is asked for", () => {
    const { protoIntents, dropped } = pass("2024-01-03T12:00:00Z", "ETHUSDT");
    expect([...protoIntents, ...dropped].map(({ symbol }) => symbol)).toEqual(["ETHUSDT"]);
  });

  it("refuses an instant before the session or after it, with the span", () => {
    for (const at of ["2023-12-31T00:00:00Z", "2025-01-01T00:00:00Z"]) {
      expect(() => {
        requireCovered(booksAt(session, at), Date.parse(at));
      }).toThrow(
        expect.objectContaining({
          exitCode: 2,
          place: expect.objectContaining({
            fix: "It runs from 2024-01-01T00:00:00Z to 2024-01-08T00:00:00Z.",
          }) as object,
        }) as Error,
      );
    }
  });
});
