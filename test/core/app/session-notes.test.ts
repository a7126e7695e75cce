import { describe, expect, it } from "vitest";
import { type NotesInput, sessionNotes } from "../../../src/core/app/session-notes.js";
import { DAY_MS, HOUR_MS } from "../../../src/core/lib/time.js";
import type { BarStore, DataGap, FundingSeries } from "../../../src/core/ports/bar-store.js";
import { barSeries, memoryBarStore } from "../../support/memory-bar-store.js";

const FROM_MS = Date.UTC(2024, 0, 10);
const TO_MS = FROM_MS + 2 * DAY_MS;
const COMMON = [
  "No order book in the recorded data: orders take at the next bar's open plus slippage.",
  "The symbol was chosen knowing that it still trades: results are survivorship-biased.",
];

function fundingAt(hours: readonly number[]): FundingSeries {
  return {
    symbol: "BTCUSDT",
    timeMs: Float64Array.from(hours, (hour) => FROM_MS + hour * HOUR_MS + 3),
    rate: Float64Array.from(hours, () => 0.0001),
    markPrice: new Float64Array(hours.length).fill(Number.NaN),
  };
}

function storeOf(funding: FundingSeries | null, marked: boolean, gaps: readonly DataGap[] = []): BarStore {
  const bars = barSeries("BTCUSDT", HOUR_MS, [[FROM_MS, 1, 1, 1, 1, 1]]);
  return { ...memoryBarStore([{ bars, marks: marked ? bars : null, funding }]), gaps: () => gaps };
}

const COMPLETE = fundingAt([0, 8, 16, 24, 32, 40, 48]);

function notes(store: BarStore, changes: Partial<NotesInput> = {}): Promise<readonly string[]> {
  return sessionNotes({
    store,
    symbols: ["BTCUSDT"],
    fromMs: FROM_MS,
    toMs: TO_MS,
    barMs: HOUR_MS,
    warmupMs: 500 * HOUR_MS,
    wantedWarmupMs: 500 * HOUR_MS,
    fundingIntervalMs: 8 * HOUR_MS,
    ...changes,
  });
}

describe("notes of a session", () => {
  it("say only what always holds when nothing is missing", async () => {
    expect(await notes(storeOf(COMPLETE, true))).toEqual(COMMON);
  });

  it("name the symbol without mark and the one without funding, and what stands in", async () => {
    const told = await notes(storeOf(null, false));
    expect(told).toContain("No mark price for BTCUSDT: the last price stands in.");
    expect(told).toContain("No funding series for BTCUSDT: longs pay 0.01 % per 8 h, shorts receive nothing.");
  });

  it("count 2 of 6 funding stamps that have no record", async () => {
    const told = await notes(storeOf(fundingAt([8, 24, 40, 48]), true));
    expect(told).toContain("Funding stamps without a record, settled by the same rule: BTCUSDT 2.");
  });

  it("say until when nothing is opened when 100 of 500 hours of history are there", async () => {
    const [first] = await notes(storeOf(COMPLETE, true), { warmupMs: 100 * HOUR_MS });
    expect(first).toBe("Not enough history before the start: nothing is opened before 2024-01-26 (warm-up).");
  });

  it.each([
    ["inside the span", { fromMs: FROM_MS + 5 * HOUR_MS, missing: 3 }, true],
    [
      "that began 40 hours before the start and ends 1 hour after it",
      { fromMs: FROM_MS - 40 * HOUR_MS, missing: 41 },
      true,
    ],
    ["whose last bar is the one before the start", { fromMs: FROM_MS - 3 * HOUR_MS, missing: 3 }, false],
    ["that begins with the last bar", { fromMs: TO_MS - HOUR_MS, missing: 9 }, true],
    ["that begins at the end", { fromMs: TO_MS, missing: 9 }, false],
  ])("tell of a gap %s", async (_where, gap, told) => {
    const found = (await notes(storeOf(COMPLETE, true, [gap]))).filter((note) => note.includes("bars missing"));
    expect(found).toHaveLength(told ? 1 : 0);
    if (told) expect(found[0]).toContain(`BTCUSDT: ${String(gap.missing)} bars missing from 2024-`);
  });
});
