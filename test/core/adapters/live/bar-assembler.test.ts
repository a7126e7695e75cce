import { describe, expect, it } from "vitest";
import { BarAssembler } from "../../../../src/core/adapters/live/bar-assembler.js";
import type { InputEvent } from "../../../../src/core/domain/event.js";
import type { BarRow } from "../../../../src/core/domain/market-event.js";
import { HOUR_MS } from "../../../../src/core/lib/time.js";
import { createManualClock, type ManualClock } from "../resilience/manual-clock.js";

const row = (symbol: string, close: number): BarRow => [symbol, 1, 2, 0.5, close, 10, null, null, null, null];

interface Bench {
  readonly clock: ManualClock;
  readonly bars: BarAssembler;
  /** `atMs/hours rows missing`, warm-up ones in brackets. */
  readonly told: () => readonly string[];
  readonly before: number[];
}

function bench(): Bench {
  const clock = createManualClock();
  const events: InputEvent[] = [];
  const before: number[] = [];
  const bars = new BarAssembler(
    {
      symbols: ["BTC", "ETH"],
      barMs: HOUR_MS,
      tell: (event) => events.push(event),
      beforeBars: (atMs) => before.push(atMs / HOUR_MS),
      clock,
      venueClock: { nowMs: () => clock.nowMs(), speed: 1 },
      graceMs: 5_000,
      closing: new AbortController().signal,
    },
    new Map([
      ["BTC", 10 * HOUR_MS],
      ["ETH", 9 * HOUR_MS],
    ]),
  );
  const told = (): readonly string[] =>
    events.flatMap((event) => {
      if (event.type !== "market.bars") return [];
      const rows = event.rows.map(([symbol, , , , close]) => `${symbol}=${String(close)}`).join(",");
      const text = `${String(event.atMs / HOUR_MS)} ${rows} missing ${event.missing.join(",")}`;
      return [event.warmup ? `(${text})` : text];
    });
  return { clock, bars, told, before };
}

describe("bars of one instant", () => {
  it("are told together in the session's order as soon as the last of 2 is there, after what a decision looks at", () => {
    const { bars, told, before } = bench();
    bars.onBar(11 * HOUR_MS, row("ETH", 2));
    expect(told()).toEqual([]);
    bars.onBar(11 * HOUR_MS, row("BTC", 1));
    expect(told()).toEqual(["11 BTC=1,ETH=2 missing "]);
    expect(before).toEqual([11]);
  });

  it("are told after 5 s of grace without the one that is missing; it feeds the indicators when it comes", async () => {
    const { bars, told, clock } = bench();
    bars.onBar(11 * HOUR_MS, row("BTC", 1));
    await clock.advance(4_999);
    expect(told()).toEqual([]);
    await clock.advance(1);
    expect(told()).toEqual(["11 BTC=1 missing ETH"]);
    bars.onBar(11 * HOUR_MS, row("ETH", 2));
    expect(told()).toEqual(["11 BTC=1 missing ETH", "(11 ETH=2 missing )"]);
  });

  it("of an older instant end when a newer one begins: no decision waits for a symbol that is an hour behind", () => {
    const { bars, told } = bench();
    bars.onBar(11 * HOUR_MS, row("BTC", 1));
    bars.onBar(12 * HOUR_MS, row("BTC", 3));
    bars.onBar(11 * HOUR_MS, row("ETH", 2));
    bars.onBar(12 * HOUR_MS, row("ETH", 4));
    expect(told()).toEqual(["11 BTC=1 missing ETH", "(11 ETH=2 missing )", "12 BTC=3,ETH=4 missing "]);
  });

  it("that the history has told are not told again; one that it lacked only feeds the indicators", () => {
    const { bars, told } = bench();
    bars.onBar(10 * HOUR_MS, row("BTC", 1));
    bars.onBar(10 * HOUR_MS, row("ETH", 2));
    bars.onBar(10 * HOUR_MS, row("ETH", 3));
    expect(told()).toEqual(["(10 ETH=2 missing )"]);
  });
});
