import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JournalEvent } from "../../../../src/core/domain/event.js";
import { DAY_MS } from "../../../../src/core/lib/time.js";
import type { SignalsReading } from "../../../../src/core/ops/signals/signals-document.js";
import { at, bars, cycle, drop, long, reading, SYMBOLS, type Told } from "./support.js";

/** Cycles in which each pair has one signal that ends some way, or none and a drop. */
const outcome = fc.record({
  strategy: fc.constantFrom("momentum", "relative_value"),
  symbol: fc.constantFrom(...SYMBOLS),
  signal: fc.boolean(),
  end: fc.constantFrom(
    "order",
    "veto",
    "rearm",
    "volatility_filter",
    "warmup",
    "slots_full",
    "no_signal",
    "holding",
    "pair_filter",
  ),
  figure: fc.boolean(),
});

function toldBy(
  outcomes: readonly { strategy: string; symbol: string; signal: boolean; end: string; figure: boolean }[],
  index: number,
): Told {
  const told = { signals: [] as object[], drops: [] as object[], vetoes: [] as object[], orders: [] as object[] };
  for (const [i, { strategy, symbol, signal, end, figure }] of outcomes.entries()) {
    if (signal) told.signals.push(long(strategy, symbol));
    const of = { strategy, symbol };
    const setting = "risk_limits.global.max_order_notional";
    const violation = { rule: "R07", code: "max_order_notional", measured: 9, limit: 5, unit: "usd", setting };
    if (end === "order")
      told.orders.push({ strategy, intentId: `i${index}-${i}`, request: { symbol, clientOrderId: `c${index}-${i}` } });
    else if (end === "veto") told.vetoes.push({ ...of, primary: "R07", violations: [violation] });
    else told.drops.push(drop(strategy, symbol, end, figure ? { measured: 1, limit: 2, setting } : null));
  }
  return told;
}

describe("every sentence against its counts, in 100 random journals", () => {
  it("says no number that the rows of the funnel do not bear out", () => {
    const seen = new Map<string, number>();
    const journal = fc.array(fc.array(outcome, { minLength: 2, maxLength: 6 }), { minLength: 20, maxLength: 60 });
    // What most of a journal's wishes end by.
    const mood = fc.constantFrom(null, "veto", "rearm", "no_signal");
    fc.assert(
      fc.property(journal, mood, fc.integer({ min: 1, max: 40 }), (random, most, daysAfter) => {
        const cycles = random.map((of, index) =>
          most === null || index % 12 === 11 ? of : of.map((one) => ({ ...one, end: most })),
        );
        const events = cycles.map((outcomes, index) => cycle(at(index + 1), toldBy(outcomes, index)));
        const endMs = at(cycles.length) + daysAfter * DAY_MS;
        const { document, diagnoses } = reading([bars(at(1)), ...events, bars(endMs)]);
        for (const row of document.funnel) {
          const steps = [row.signals, row.protoIntents, row.intents, row.sized, row.approved, row.filled];
          expect(steps).toEqual([...steps].sort((a, b) => b - a));
        }
        for (const { code, text } of diagnoses) {
          seen.set(code, (seen.get(code) ?? 0) + 1);
          if (code === "filtered") checkFiltered(text, document);
          else if (code === "veto_storm") checkStorm(text, document);
          else if (code === "idle") checkIdle(text, document, { endMs, cycles: events });
          else expect(text).toBe("a kind of sentence that this test knows");
        }
      }),
      { numRuns: 100, seed: 44 },
    );
    for (const code of ["filtered", "veto_storm", "idle"]) expect(seen.get(code) ?? 0, code).toBeGreaterThan(5);
  });
});

type Document = SignalsReading["document"];

function checkFiltered(text: string, { funnel }: Document): void {
  const [, strategy, symbol, ended, signals, reason] =
    /^(\w+) on (\w+): (\d+) of (\d+) signals dropped by (\w+)/.exec(text) ?? [];
  const row = funnel.find((of) => of.strategy === strategy && of.symbol === symbol);
  if (row === undefined) throw new Error(text);
  expect(Number(signals)).toBe(row.signals);
  expect(Number(ended)).toBeLessThanOrEqual(row.signals - row.protoIntents);
  const dropped = row.topDrops.filter((of) => of.reason === reason);
  expect(Number(ended)).toBeLessThanOrEqual(dropped.reduce((sum, { count }) => sum + count, 0));
  if (text.includes(" is "))
    expect(dropped.some(({ setting }) => setting !== null && text.includes(setting))).toBe(true);
}

function checkStorm(text: string, { funnel }: Document): void {
  const [, strategy, symbols = "", intents, refused, count, symbol] =
    /^Veto storm: (\w+) wanted to trade ([\w, ]+?) (\d+) times and (\d+) were refused\. \w+, (\d+) times? on (\w+),/.exec(
      text,
    ) ?? [];
  const rows = funnel.filter((row) => row.strategy === strategy && symbols.split(", ").includes(row.symbol));
  expect(Number(intents)).toBe(rows.reduce((sum, row) => sum + row.intents, 0));
  expect(Number(refused)).toBe(rows.reduce((sum, row) => sum + row.intents - row.approved, 0));
  const where = rows.find((row) => row.symbol === symbol);
  expect(Number(count)).toBe(where?.topDrops.find(({ reason }) => reason === "max_order_notional")?.count);
}

function checkIdle(
  text: string,
  { funnel }: Document,
  { endMs, cycles }: { endMs: number; cycles: readonly JournalEvent[] },
): void {
  const [, strategy, days, last, reason, count] =
    /^(\w+) is idle: no signal for (\d+) days \((?:none in all that time|the last was at (\S+))\)\.(?: What it says most, since \S+: (\w+) × (\d+)\.)?$/.exec(
      text,
    ) ?? [];
  const signalsAt = cycles.flatMap((event) =>
    event.type === "cycle.decided" && event.signals.some((signal) => signal.strategy === strategy) ? [event.atMs] : [],
  );
  expect(last === undefined ? undefined : Date.parse(last)).toBe(signalsAt.at(-1));
  expect(Number(days)).toBe(Math.floor((endMs - (signalsAt.at(-1) ?? at(1))) / DAY_MS));
  const rows = funnel.filter((row) => row.strategy === strategy);
  const sums = new Map<string, number>();
  for (const { topDrops } of rows)
    for (const of of topDrops) sums.set(of.reason, (sums.get(of.reason) ?? 0) + of.count);
  if (reason === undefined) expect(sums.size).toBe(0);
  else if (rows.every(({ topDrops }) => topDrops.length < 8)) expect(Number(count)).toBe(Math.max(...sums.values()));
  // A row shows its 8 most frequent reasons.
  else expect(Number(count)).toBeGreaterThanOrEqual(Math.max(...sums.values()));
}
