import { describe, expect, it } from "vitest";
import { referenceGaps } from "../../../../src/core/quant/smart-money/reference/fair-value-gaps.js";
import { referenceLiquidity } from "../../../../src/core/quant/smart-money/reference/liquidity.js";
import type { LiquidityColumns } from "../../../../src/core/quant/smart-money/reference/liquidity.js";
import { referenceBlocks } from "../../../../src/core/quant/smart-money/reference/order-blocks.js";
import type { BlockColumns } from "../../../../src/core/quant/smart-money/reference/order-blocks.js";
import { referencePrevious } from "../../../../src/core/quant/smart-money/reference/previous-high-low.js";
import { referenceRetracements } from "../../../../src/core/quant/smart-money/reference/retracements.js";
import type { RetracementColumns } from "../../../../src/core/quant/smart-money/reference/retracements.js";
import { referenceSession } from "../../../../src/core/quant/smart-money/reference/sessions.js";
import { referenceBreaks } from "../../../../src/core/quant/smart-money/reference/structure-breaks.js";
import type { BreakColumns } from "../../../../src/core/quant/smart-money/reference/structure-breaks.js";
import { referenceSwings } from "../../../../src/core/quant/smart-money/reference/swings.js";
import type { SwingColumns } from "../../../../src/core/quant/smart-money/reference/swings.js";
import { SESSION_HOURS } from "../../../../src/core/quant/smart-money/session-hours.js";
import type { Period } from "../../../../src/core/quant/smart-money/periods.js";
import { DAY_MS, HOUR_MS } from "../../../../src/core/lib/time.js";
import { euroCandles, mapCandles, referenceTable } from "./tables.js";
import type { Candles } from "./tables.js";

const ROWS = 24_424;
const candles = euroCandles();

type Column = Float64Array | Int8Array | Uint8Array;

interface Check {
  readonly table: string;
  readonly measured: () => Record<string, Column>;
  /** Columns that the library keeps in single precision. */
  readonly single?: readonly string[];
}

const swings = (length: number) => referenceSwings(candles, length);

const swingTable = (length: number): Check => ({
  table: `swings-${length}`,
  measured: () => swingColumns(swings(length)),
});

const gapTable = (table: string, joined: boolean): Check => ({
  table,
  measured: () => {
    const { side, top, bottom, mitigatedIndex } = referenceGaps(candles, joined);
    return { FVG: none(side), Top: top, Bottom: bottom, MitigatedIndex: mitigatedIndex };
  },
});

const breakTable = (length: number, closeBreak: boolean): Check => ({
  table: `bos-choch-${length}-${closeBreak ? "close" : "wick"}`,
  measured: () => breakColumns(referenceBreaks(candles, swings(length), closeBreak)),
  single: ["Level"],
});

const blockTable = (table: string, length: number, closeMitigation: boolean): Check => ({
  table,
  measured: () => {
    const volume = table.endsWith("novolume") ? new Float64Array(ROWS) : candles.volume;
    return blockColumns(referenceBlocks({ ...candles, volume }, swings(length), closeMitigation));
  },
  single: ["Top", "Bottom", "OBVolume", "Percentage"],
});

const liquidityTable = (length: number): Check => ({
  table: `liquidity-${length}`,
  measured: () => liquidityColumns(referenceLiquidity(candles, swings(length), 0.01)),
  single: ["Level"],
});

const retracementTable: Check = {
  table: "retracements-5",
  measured: () => retracementColumns(referenceRetracements(candles, swings(5))),
};

const previousTable = (name: string, period: Period): Check => ({
  table: `previous-${name}`,
  measured: () => {
    const found = referencePrevious(candles.openTimeMs, candles, period);
    const { previousHigh, previousLow, brokenHigh, brokenLow } = found;
    return { PreviousHigh: previousHigh, PreviousLow: previousLow, BrokenHigh: brokenHigh, BrokenLow: brokenLow };
  },
  single: ["PreviousHigh", "PreviousLow"],
});

const custom = { startMinute: 9 * 60 + 30, endMinute: 2 * 60 + 15 };
const sessionTables = Object.entries({ ...SESSION_HOURS, custom }).map(([name, hours]): Check => ({
  table: `session-${name.replaceAll("_", "-")}`,
  measured: () => {
    const { active, high, low } = referenceSession(candles.openTimeMs, candles, hours);
    return { Active: active, High: high, Low: low };
  },
  single: ["High", "Low"],
}));

/** The five that depend on where a series begins and ends, of each 200 candles by themselves, one below the other. */
const sliceTables = ["swings", "bos-choch", "ob", "liquidity", "retracements"].map((name): Check => ({
  table: `${name}-3-slices`,
  measured: () => stacked(slices().map((part) => ofSlice(name, part))),
  single: ["swings", "retracements"].includes(name) ? [] : ["Level", "Top", "Bottom", "OBVolume", "Percentage"],
}));

function slices(): Candles[] {
  const starts = Array.from({ length: Math.ceil(ROWS / 200) }, (_, k) => 200 * k);
  return starts.map((start) => mapCandles(candles, (column) => column.slice(start, start + 200)));
}

function ofSlice(name: string, part: Candles): Record<string, Column> {
  const found = referenceSwings(part, 3);
  if (name === "bos-choch") return breakColumns(referenceBreaks(part, found, true));
  if (name === "ob") return blockColumns(referenceBlocks(part, found, false));
  if (name === "liquidity") return liquidityColumns(referenceLiquidity(part, found, 0.05));
  if (name === "retracements") return retracementColumns(referenceRetracements(part, found));
  return swingColumns(found);
}

function stacked(parts: readonly Record<string, Column>[]): Record<string, Column> {
  const names = Object.keys(parts[0]!);
  return Object.fromEntries(names.map((name) => [name, Float64Array.from(parts.flatMap((part) => [...part[name]!]))]));
}

const checks: readonly Check[] = [
  swingTable(5),
  swingTable(50),
  gapTable("fvg", false),
  gapTable("fvg-joined", true),
  breakTable(5, true),
  breakTable(5, false),
  breakTable(50, true),
  blockTable("ob-5-wick", 5, false),
  blockTable("ob-5-body", 5, true),
  blockTable("ob-50-wick", 50, false),
  blockTable("ob-5-novolume", 5, false),
  liquidityTable(5),
  liquidityTable(50),
  retracementTable,
  previousTable("4h", { spanMs: 4 * HOUR_MS }),
  previousTable("1d", { spanMs: DAY_MS }),
  previousTable("w", "week"),
  previousTable("me", "month"),
  ...sessionTables,
  ...sliceTables,
];

// The library's names of our columns.

function swingColumns({ side, level }: SwingColumns): Record<string, Column> {
  return { HighLow: none(side), Level: level };
}

function breakColumns({ bos, choch, level, brokenIndex }: BreakColumns): Record<string, Column> {
  return { BOS: none(bos), CHOCH: none(choch), Level: level, BrokenIndex: brokenIndex };
}

function blockColumns({ side, top, bottom, volume, mitigatedIndex, percentage }: BlockColumns): Record<string, Column> {
  const figures = { OBVolume: volume, MitigatedIndex: mitigatedIndex, Percentage: percentage };
  return { OB: none(side), Top: top, Bottom: bottom, ...figures };
}

function liquidityColumns({ side, level, end, sweptIndex }: LiquidityColumns): Record<string, Column> {
  return { Liquidity: none(side), Level: level, End: end, Swept: sweptIndex };
}

function retracementColumns({ side, current, deepest }: RetracementColumns): Record<string, Column> {
  return { Direction: side, "CurrentRetracement%": current, "DeepestRetracement%": deepest };
}

/** The library has NaN where our sides are 0. */
function none(side: Int8Array): Float64Array {
  return Float64Array.from(side, (value) => (value === 0 ? Number.NaN : value));
}

/** Rows that differ, NaN being equal to NaN and nothing else. */
function differing(measured: Column, expected: Float64Array): number[] {
  return [...expected.keys()].filter((i) => !Object.is(measured[i], expected[i]));
}

describe("smart-money structures with hindsight against the library's own, of 24,424 candles", () => {
  it.each(checks)("$table: every row of every column is the same number", ({ table, measured, single = [] }) => {
    const expected = referenceTable(table);
    const columns = measured();
    expect(Object.keys(columns)).toEqual(Object.keys(expected));
    for (const [name, column] of Object.entries(columns)) {
      const wanted = single.includes(name) ? expected[name]!.map(Math.fround) : expected[name]!;
      expect(wanted).toHaveLength(ROWS);
      expect(column).toHaveLength(ROWS);
      expect({ name, rows: differing(column, wanted) }).toEqual({ name, rows: [] });
    }
  });

  it.each([
    ["swings-5", "HighLow", 2_708],
    ["fvg", "FVG", 5_020],
    ["bos-choch-5-close", "BOS", 676],
    ["ob-5-wick", "OB", 66],
    ["ob-3-slices", "OB", 719],
    ["liquidity-5", "Liquidity", 498],
  ])("%s has structures to compare: %s in %i rows", (table, column, count) => {
    const found = [...referenceTable(table)[column]!].filter((value) => !Number.isNaN(value));
    expect(found).toHaveLength(count);
  });
});
