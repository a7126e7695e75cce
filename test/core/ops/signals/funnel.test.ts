import { beforeAll, describe, expect, it } from "vitest";
import type { JournalEvent } from "../../../../src/core/domain/event.js";
import { readSignals, type SignalsReading } from "../../../../src/core/ops/signals/signals-document.js";
import { type PlayedSession, playSession, SYMBOLS } from "../whatif/played-session.js";

function readingOf(
  { events, origin }: PlayedSession,
  wish: { strategy?: string; symbol?: string; sinceMs?: number } = {},
): SignalsReading {
  return readSignals({
    events,
    mode: "paper",
    config: origin.config,
    strategy: wish.strategy ?? null,
    symbol: wish.symbol ?? null,
    sinceMs: wish.sinceMs ?? null,
    atrFraction: 0.01,
  });
}

type Cycle = Extract<JournalEvent, { readonly type: "cycle.decided" }>;

function cyclesOf({ events }: PlayedSession): readonly Cycle[] {
  return events.filter((event) => event.type === "cycle.decided");
}

describe("the funnel of a session", () => {
  let session: PlayedSession;
  let reading: SignalsReading;
  beforeAll(async () => {
    session = await playSession({ "risk_limits.global.cooldown_minutes_after_stop": 600 });
    reading = readingOf(session);
  }, 120_000);

  it("has a row for each pair, and never more at a step than at the one before", () => {
    const { funnel } = reading.document;
    expect(funnel.map(({ symbol }) => symbol)).toEqual(SYMBOLS);
    for (const row of funnel) {
      const { bars, signals, protoIntents, intents, sized, approved, filled } = row;
      const steps = [signals, protoIntents, intents, sized, approved, filled];
      expect(steps).toEqual([...steps].sort((a, b) => b - a));
      expect(bars).toBe(14 * 24);
      expect(approved).toBeGreaterThan(0);
    }
  });

  it("adds up to what the cycles say of themselves: signals, intents, vetoes", () => {
    const cycles = cyclesOf(session);
    const sum = (pick: (row: (typeof reading.document.funnel)[number]) => number): number =>
      reading.document.funnel.reduce((total, row) => total + pick(row), 0);
    expect(sum(({ signals }) => signals)).toBe(cycles.reduce((total, { signals }) => total + signals.length, 0));
    expect(sum(({ intents }) => intents)).toBe(cycles.reduce((total, { intents }) => total + intents, 0));
    const vetoes = cycles.reduce((total, cycle) => total + cycle.vetoes.length, 0);
    expect(sum(({ intents, approved }) => intents - approved)).toBe(vetoes);
    expect(vetoes).toBeGreaterThan(0);
  });

  it("names the setting behind each reason, with figures that occurred together", () => {
    const drops = reading.document.funnel.flatMap(({ topDrops }) => topDrops);
    const timers = drops.find(({ reason }) => reason === "cooldown");
    expect(timers?.setting).toBe("risk_limits.global.cooldown_minutes_after_stop");
    expect(timers?.value).toBeGreaterThan(0);
    expect(timers?.limit).toBe(0);
    const quiet = drops.find(({ reason }) => reason === "no_signal");
    expect(quiet?.setting).toBe("strategy_config.strategies.momentum.params.entry_strength");
    expect(quiet?.limit).toBe(0.25);
    expect(Math.abs(quiet?.value ?? Number.NaN)).toBeLessThan(0.25);
    expect(reading.settings["risk_limits.global.cooldown_minutes_after_stop"]).toBe(600);
  });

  it("puts a held position last, however often it was", () => {
    for (const { topDrops } of reading.document.funnel) {
      const held = topDrops.findIndex(({ reason }) => reason === "holding");
      expect([-1, topDrops.length - 1]).toContain(held);
    }
  });

  it("counts from an instant on, and only the pair that was asked for", () => {
    const sinceMs = Date.parse("2024-01-08");
    const half = readingOf(session, { symbol: "ETHUSDT", sinceMs });
    const [row, ...others] = half.document.funnel;
    expect(others).toEqual([]);
    expect(row?.symbol).toBe("ETHUSDT");
    expect(row?.bars).toBe(7 * 24 + 1);
    expect(half.fromMs).toBe(sinceMs);
    const signals = cyclesOf(session)
      .filter(({ atMs }) => atMs >= sinceMs)
      .flatMap((cycle) => cycle.signals)
      .filter(({ symbol }) => symbol === "ETHUSDT");
    expect(row?.signals).toBe(signals.length);
  });

  it("has nothing to complain of", () => {
    expect(reading.diagnoses.filter(({ kind }) => kind === "problem")).toEqual([]);
  });
});

describe("a configuration whose caps exclude each other", () => {
  let reading: SignalsReading;
  beforeAll(async () => {
    reading = readingOf(
      await playSession({
        "risk_limits.global.max_trade_nav_pct": 0.0005,
        "risk_limits.global.min_notional_usdt": 200,
      }),
    );
  }, 120_000);

  it("is a veto storm in plain words: both settings, their values, what was measured", () => {
    const storm = reading.diagnoses.find(({ code }) => code === "veto_storm");
    expect(storm?.kind).toBe("problem");
    expect(storm?.text).toMatch(
      /^Veto storm: momentum wanted to trade BTCUSDT, ETHUSDT, SOLUSDT and 1 more \d+ times and \d+ were refused\. /,
    );
    expect(storm?.text).toContain("risk_limits.global.max_trade_nav_pct (0.0005) measured 2");
    expect(storm?.text).toContain("risk_limits.global.min_notional_usdt (200) measured");
    expect(storm?.text).toContain("these caps exclude each other");
  });

  it("is found on empty books as well: no size passes", () => {
    const exclusion = reading.diagnoses.find(({ code }) => code === "caps_exclude");
    expect(exclusion).toMatchObject({ kind: "problem" });
    expect(exclusion?.text).toMatch(
      /^momentum can trade none of its 4 symbols .*\(risk_limits\.global\.min_notional_usdt 200\), but risk_limits\.global\.max_trade_nav_pct 0\.0005 allows 50 USD\..* raise risk_limits\.global\.max_trade_nav_pct/,
    );
  });

  it("shows intents and nothing approved in every row, and the cap among the reasons", () => {
    for (const { intents, sized, approved, topDrops } of reading.document.funnel) {
      expect(intents).toBeGreaterThan(4);
      expect([sized, approved]).toEqual([0, 0]);
      expect(topDrops.some(({ reason }) => reason === "trade_gt_nav_pct")).toBe(true);
    }
  });
});

describe("a strategy that is silent", () => {
  it("is idle since its last signal, with what it says instead", async () => {
    const session = await playSession({ "strategy_config.strategies.momentum.params.entry_strength": 10 }, [
      "2024-01-01",
      "2024-02-01",
    ]);
    const { diagnoses, document } = readingOf(session);
    const idle = diagnoses.find(({ code }) => code === "idle");
    expect(idle).toEqual({
      kind: "note",
      code: "idle",
      text: expect.stringMatching(
        /^momentum is idle: no signal for 30 days \(none in all that time\)\. What it says most, since 2024-01-01T01:00:00Z: no_signal × \d+\.$/,
      ) as unknown,
    });
    expect(document.funnel.every(({ signals }) => signals === 0)).toBe(true);
  }, 120_000);
});
