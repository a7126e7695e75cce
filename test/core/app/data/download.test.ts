import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectUsdm } from "../../../../src/core/adapters/binance-usdm/connect.js";
import {
  closedUntil,
  type HistoryDeps,
  requireSymbol,
} from "../../../../src/core/adapters/binance-usdm/public-history.js";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { openLake } from "../../../../src/core/adapters/lake/open-lake.js";
import { NO_FAULTS } from "../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import { openPaperServer } from "../../../../src/core/adapters/paper-server/serve.js";
import { openBarStore } from "../../../../src/core/adapters/parquet/bar-store.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { type FetchWish, fetchSeries } from "../../../../src/core/app/data/fetch-series.js";
import { PACKAGE_ROOT } from "../../../../src/core/app/package-root.js";
import type { SeriesKey } from "../../../../src/core/domain/data-series.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import { temporaryPlace } from "../../adapters/lake/import-lab.js";
import { ACCOUNT, openMarket } from "../../adapters/paper-server/market/open-venue.js";

const NOW = "2024-03-01T00:30:00Z";
const BARS: SeriesKey = { kind: "ohlcv", venue: "binance-usdm", symbol: "BTCUSDT", timeframe: "1h" };
const BUNDLED = { directory: `${PACKAGE_ROOT}research/data`, venue: "binance-usdm", timeframe: "1h" } as const;
const at = (text: string): number => Date.parse(`${text}Z`);

/** The paper venue on this machine at half past midnight of 1 March 2024, and public questions to it. */
async function openPaper() {
  const market = await openMarket({ from: NOW, clock: systemClock });
  const server = await openPaperServer({ market, account: ACCOUNT, faults: NO_FAULTS, clock: systemClock, port: 0 });
  const stop = new AbortController();
  const serving = server.serve(stop.signal);
  const connection = await connectUsdm({
    endpoints: { rest: server.url, ws: server.wsUrl },
    mode: "dry-run",
    credentials: null,
    clock: systemClock,
    limitsDirectory: null,
  });
  const deps: HistoryDeps = {
    connection,
    clock: systemClock,
    rng: createRng("test"),
    signal: new AbortController().signal,
  };
  const close = async (): Promise<void> => {
    await connection.client.close();
    stop.abort();
    await serving;
  };
  return { deps, close };
}

let paper: Awaited<ReturnType<typeof openPaper>>;
let toMs = NaN;
beforeAll(async () => {
  paper = await openPaper();
  toMs = await closedUntil(3_600_000, paper.deps);
}, 60_000);
afterAll(() => paper.close());

async function fetched(directory: string, wish: Partial<FetchWish>, deps: Partial<HistoryDeps> = {}) {
  const lake = await openLake(directory, nodeFiles, systemClock);
  try {
    const all = { key: BARS, fromMs: null, toMs, replace: false, onProgress: () => undefined, ...wish };
    const outcome = await fetchSeries(lake, all, { ...paper.deps, ...deps });
    return { ...outcome, entry: lake.entry(all.key), rows: await lake.read(all.key) };
  } finally {
    lake.close();
  }
}

describe("a download from the paper venue", () => {
  it("ends with the bar of 23:00, because that of midnight has not ended at 00:30", async () => {
    expect(toMs).toBe(at("2024-03-01T00:00:00"));
    const { entry, added, complete } = await fetched(temporaryPlace(), { fromMs: at("2024-02-29T00:00:00") });
    expect([added, complete, entry?.lastMs]).toEqual([24, true, at("2024-02-29T23:00:00")]);
  });

  it("gets all 10,200 bars since the first in 21 pages, equal to the recorded ones bit for bit", async () => {
    const shares: number[] = [];
    const { rows, added } = await fetched(temporaryPlace(), { onProgress: (share) => shares.push(share) });
    const recorded = await (await openBarStore(BUNDLED)).bars("BTCUSDT", { fromMs: 0, toMs });
    expect(added).toBe(10_200);
    expect(rows?.timesMs).toEqual(recorded.openTimeMs);
    const { open, high, low, close, volume } = recorded;
    expect(rows?.values).toEqual([open, high, low, close, volume]);
    expect(shares).toHaveLength(21);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  });

  it("stops after the page under way, and goes on from there to what one run would have got", async () => {
    const [whole, stopped] = [temporaryPlace(), temporaryPlace()];
    const fromMs = at("2024-01-01T00:00:00");
    const stop = new AbortController();
    const first = await fetched(stopped, { fromMs, onProgress: () => stop.abort() }, { signal: stop.signal });
    expect([first.added, first.complete]).toEqual([499, false]);
    const second = await fetched(stopped, { fromMs });
    expect([second.added, second.complete]).toEqual([941, true]);
    expect(second.entry).toEqual((await fetched(whole, { fromMs })).entry);
  });

  it("adds what is missing before the first row, and nothing when all is there", async () => {
    const directory = temporaryPlace();
    await fetched(directory, { fromMs: at("2024-02-20T00:00:00") });
    const earlier = await fetched(directory, { fromMs: at("2024-02-10T00:00:00") });
    expect([earlier.added, earlier.entry?.rows, earlier.entry?.gaps]).toEqual([240, 480, []]);
    const again = await fetched(directory, {});
    expect([again.added, again.entry]).toEqual([0, earlier.entry]);
  });

  it("gets mark prices and funding, each with the times of the venue", async () => {
    const directory = temporaryPlace();
    const fromMs = at("2024-02-28T00:00:00");
    const marks = await fetched(directory, { key: { ...BARS, kind: "mark" }, fromMs });
    expect([marks.added, marks.rows?.values.length]).toEqual([48, 4]);
    const key: SeriesKey = { ...BARS, kind: "funding", timeframe: "8h" };
    const funding = await fetched(directory, { key, fromMs });
    const recorded = await (await openBarStore(BUNDLED)).funding("BTCUSDT", { fromMs, toMs });
    expect(funding.rows?.timesMs).toEqual(recorded?.timeMs);
    expect(funding.rows?.values[0]).toEqual(recorded?.rate);
    expect(funding.entry).toMatchObject({ timeframe: "8h", rows: 6, path: "funding/binance-usdm/BTCUSDT.parquet" });
  });

  it("refuses to go on from a last bar that the venue knows otherwise, unless it may replace it", async () => {
    const directory = temporaryPlace();
    const before = await fetched(directory, { fromMs: at("2024-02-20T00:00:00"), toMs: at("2024-02-21T00:00:00") });
    const lake = await openLake(directory, nodeFiles, systemClock);
    before.rows!.values[4]![23]! += 1;
    await lake.put(BARS, before.rows!, "somebody else");
    lake.close();
    await expect(fetched(directory, {})).rejects.toMatchObject({ code: "rows_conflict", exitCode: 3 });
    const replaced = await fetched(directory, { replace: true });
    expect(replaced.entry?.rows).toBe(240);
    expect(replaced.rows?.values[4]?.[23]).toBe(before.rows!.values[4]![23]! - 1);
  });

  it("says that the venue does not know a symbol, and is content with one it knows", async () => {
    await expect(requireSymbol("NONEUSDT", paper.deps)).rejects.toMatchObject({ code: "unknown_symbol", exitCode: 2 });
    await expect(requireSymbol("ETHUSDT", paper.deps)).resolves.toBeUndefined();
  });
});
