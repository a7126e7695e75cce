import { describe, expect, test } from "vitest";
import type { JournalEvent } from "../../../../src/core/domain/event.js";
import type { VetoRecord } from "../../../../src/core/domain/veto-record.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { compareSessions, type RehearsedSession } from "../../../../src/core/ops/config-replay/compare-sessions.js";
import { type Verdict, VerdictRecorder } from "../../../../src/core/ops/config-replay/verdicts.js";

const AT_MS = Date.parse("2024-12-02T01:00:00Z");
const HOUR_MS = 3_600_000;

function verdict(hour: number, symbol: string, given: Partial<Verdict>): Verdict {
  const atMs = AT_MS + hour * HOUR_MS;
  const base = {
    strategy: "momentum",
    side: "buy",
    purpose: "open",
    rules: [],
    notionalUsd: 1_000,
    qty: dec("1"),
  } as const;
  return { ...base, atMs, symbol, verdict: "approved", ...given };
}

function session(verdicts: readonly Verdict[], navEnd = "100000"): RehearsedSession {
  const keyed = verdicts.map((v) => [[v.atMs, v.strategy, v.symbol, v.side, v.purpose].join("|"), v] as const);
  const counts = { cycles: 720, ordersSent: verdicts.length, fills: 0, navStart: dec("100000") };
  return { ...counts, verdicts: new Map(keyed), navEnd: dec(navEnd) };
}

const span = { baseline: "HEAD", fromMs: AT_MS, toMs: AT_MS + 30 * 24 * HOUR_MS };
const vetoed = (...rules: readonly string[]): Partial<Verdict> => ({ verdict: "vetoed", rules });

describe("compareSessions", () => {
  const before = session(
    [
      verdict(5, "SOLUSDT", { qty: dec("2") }),
      verdict(0, "BTCUSDT", vetoed("R04", "R08")),
      verdict(1, "ETHUSDT", {}),
      verdict(2, "XRPUSDT", vetoed("R12")),
      verdict(3, "ADAUSDT", vetoed("R04")),
    ],
    "100100.5",
  );
  const after = session(
    [
      verdict(0, "BTCUSDT", {}),
      verdict(1, "ETHUSDT", {}),
      verdict(2, "XRPUSDT", vetoed("R12")),
      verdict(4, "DOTUSDT", vetoed("R15")),
      verdict(5, "SOLUSDT", { qty: dec("3") }),
    ],
    "100050.25",
  );
  const found = compareSessions(before, after, span);

  test("counts vetoes gone and new, in all and by rule", () => {
    expect(found.vetoes).toEqual({
      before: 3,
      after: 2,
      gone: 2,
      new: 1,
      byRule: {
        R04: { before: 2, after: 0, gone: 2, new: 0 },
        R08: { before: 1, after: 0, gone: 1, new: 0 },
        R12: { before: 1, after: 1, gone: 0, new: 0 },
        R15: { before: 0, after: 1, gone: 0, new: 1 },
      },
    });
  });

  test("counts approvals gone and new, and those of another size", () => {
    expect(found.approved).toEqual({ before: 2, after: 3, gone: 0, new: 1, resized: 1 });
  });

  test("the difference of NAV is after less before, exactly", () => {
    expect(found.nav).toEqual({ start: "100000", before: "100100.5", after: "100050.25", difference: "-50.25" });
  });

  test("the first difference is the earliest, whatever order they were found in; then come the others in time", () => {
    expect(found.firstDifference).toMatchObject({
      at: "2024-12-02T01:00:00Z",
      symbol: "BTCUSDT",
      before: { verdict: "vetoed", rules: ["R04", "R08"] },
      after: { verdict: "approved", qty: "1", notional: "1000" },
    });
    expect(found.changes.map(({ symbol }) => symbol)).toEqual(["BTCUSDT", "ADAUSDT", "DOTUSDT", "SOLUSDT"]);
    expect(found.changes[1]).toMatchObject({ before: { verdict: "vetoed" }, after: null });
    expect(found.changesTotal).toBe(4);
  });

  test("a veto by other rules is a difference, a vetoed quantity is none", () => {
    const one = session([verdict(0, "BTCUSDT", vetoed("R04"))]);
    const other = session([verdict(0, "BTCUSDT", vetoed("R08"))]);
    const larger = session([verdict(0, "BTCUSDT", { ...vetoed("R04"), qty: dec("9") })]);
    expect(compareSessions(one, other, span).changesTotal).toBe(1);
    expect(compareSessions(one, larger, span).changesTotal).toBe(0);
  });

  test("of 1,000 changes the first 200 are listed and all are counted", () => {
    const many = session(Array.from({ length: 1_000 }, (_, hour) => verdict(hour, "BTCUSDT", {})));
    const changed = compareSessions(session([]), many, span);
    expect([changed.changes.length, changed.changesTotal]).toEqual([200, 1_000]);
  });

  test("a session against itself differs in nothing", () => {
    expect(compareSessions(before, before, span)).toMatchObject({ firstDifference: null, changesTotal: 0 });
  });
});

describe("VerdictRecorder", () => {
  test("adds up the slices of one intent and keeps the primary rule of a veto first, each rule once", () => {
    const recorder = new VerdictRecorder();
    const slice = (qty: string, notionalUsd: number): object => ({
      request: { symbol: "BTCUSDT", side: "buy", qty: dec(qty) },
      strategy: "momentum",
      purpose: "open",
      notionalUsd,
    });
    const violations = ["R04", "R15", "R15"].map((rule) => ({ rule }));
    const veto = { strategy: "momentum", symbol: "ETHUSDT", side: "sell", purpose: "open", primary: "R15", violations };
    recorder.onEvent({
      type: "cycle.decided",
      trigger: "bar",
      atMs: AT_MS,
      orders: [slice("0.5", 50), slice("0.25", 25)],
      vetoes: [{ ...veto, qty: dec("1"), notionalUsd: 100 } as unknown as VetoRecord],
    } as unknown as JournalEvent);
    const found = [...recorder.verdicts.values()];
    expect(found).toMatchObject([
      { symbol: "ETHUSDT", verdict: "vetoed", rules: ["R15", "R04"] },
      { symbol: "BTCUSDT", verdict: "approved", qty: "0.75", notionalUsd: 75, rules: [] },
    ]);
    expect(recorder.cycles).toBe(1);
  });
});
