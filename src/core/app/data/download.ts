import { nodeFiles } from "../../adapters/fs/node-files.js";
import { connectUsdm, type UsdmConnection } from "../../adapters/binance-usdm/connect.js";
import { closedUntil, type HistoryDeps, requireSymbol } from "../../adapters/binance-usdm/public-history.js";
import { openLake } from "../../adapters/lake/open-lake.js";
import { lakeSymbol } from "../../adapters/lake/series-names.js";
import { systemClock } from "../../adapters/system/clock.js";
import { sharedDirectory } from "../../adapters/system/shared-directory.js";
import { listenForStop } from "../../adapters/system/signals.js";
import type { VenueSettings } from "../../config/venues.js";
import { type DataKind, type SeriesKey, type Timeframe, timeframeMs } from "../../domain/data-series.js";
import { Failure } from "../../lib/failure.js";
import { nearest } from "../../lib/nearest.js";
import { createRng } from "../../lib/rng.js";
import { HOUR_MS, isoUtc } from "../../lib/time.js";
import { requireConfig } from "../load-config.js";
import { fetchSeries } from "./fetch-series.js";
import { type LakeFlags, writableLake } from "./lake-place.js";
import { type SeriesView, viewOf } from "./series-view.js";

export interface DownloadRequest extends LakeFlags {
  readonly venue: string;
  readonly symbol: string;
  readonly timeframe?: Timeframe | undefined;
  readonly kind: DataKind;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly replace: boolean;
  readonly onProgress: (share: number, note: string) => void;
}

interface DownloadDocument {
  readonly schema: "hedge.data-download/1";
  readonly mode: null;
  readonly directory: string;
  /** Whether all that was asked for is there; a download that was stopped goes on when it is started again. */
  readonly complete: boolean;
  readonly added: number;
  /** Null where the venue has nothing of it. */
  readonly series: SeriesView | null;
}

/**
 * `hedge data download`: public history of a venue into the lake, going on where the series ends.
 *
 * Errors: Failure 2 for flags, 8 for a lake that is being written to; VenueError (exit 5) where the venue does not answer.
 * What came before an error is kept.
 */
export async function downloadSeries(
  request: DownloadRequest,
): Promise<{ readonly document: DownloadDocument; readonly exitCode: number }> {
  const directory = writableLake(request);
  const settings = venueOf(request);
  const key = keyOf(request, settings);
  const stop = listenForStop();
  const connection = await connect(settings);
  try {
    const lake = await openLake(directory, nodeFiles, systemClock);
    try {
      const rng = createRng(`download:${systemClock.nowMs()}`);
      const deps: HistoryDeps = { connection, clock: systemClock, rng, signal: stop.signal };
      const { complete, added } = await fetchSeries(
        lake,
        { ...request, ...(await spanOf(request, key, deps)), key },
        deps,
      );
      const entry = lake.entry(key);
      const series = entry === null ? null : viewOf(entry);
      const document = { schema: "hedge.data-download/1", mode: null, directory, complete, added, series } as const;
      return { document, exitCode: complete ? 0 : (stop.exitCode() ?? 0) };
    } finally {
      lake.close();
    }
  } finally {
    stop.dispose();
    await connection.client.close();
  }
}

function venueOf({ config, venue }: DownloadRequest): VenueSettings {
  const { venues } = requireConfig({ directory: config, env: process.env, files: nodeFiles });
  const settings = venues[venue] ?? Object.values(venues).find(({ product }) => product === venue);
  if (settings?.product === "binance-usdm") return settings;
  const known = Object.keys(venues);
  const guess = nearest(venue, known);
  throw new Failure("invalid_value", 2, `--venue ${venue}: there is no download from it`, {
    path: "--venue",
    value: venue,
    fix: guess === null ? `There is ${known.join(", ")}.` : `Did you mean ${guess}?`,
  });
}

function keyOf({ kind, symbol, timeframe }: DownloadRequest, { product }: VenueSettings): SeriesKey {
  lakeSymbol(symbol);
  if (kind === "funding") return { kind, venue: product, symbol, timeframe: "8h" };
  if (timeframe !== undefined) return { kind, venue: product, symbol, timeframe };
  throw new Failure("invalid_value", 2, "bars have a length", { path: "--timeframe", fix: "Say it: --timeframe 1h." });
}

function connect({ prod }: VenueSettings): Promise<UsdmConnection> {
  return connectUsdm({
    endpoints: prod,
    // Public data alone: nothing is signed, and no key is read.
    mode: "dry-run",
    credentials: null,
    clock: systemClock,
    limitsDirectory: sharedDirectory("limits"),
  });
}

/** What to have at the end: from the wish (or the venue's first row) to the last bar that has ended. */
async function spanOf(
  { from, to, symbol }: DownloadRequest,
  { kind, timeframe }: SeriesKey,
  deps: HistoryDeps,
): Promise<{ readonly fromMs: number | null; readonly toMs: number }> {
  const stepMs = kind === "funding" ? HOUR_MS : timeframeMs(timeframe);
  const closedMs = await closedUntil(stepMs, deps);
  await requireSymbol(symbol, deps);
  const fromMs = from === undefined ? null : Math.ceil(from / stepMs) * stepMs;
  const toMs = Math.min(to === undefined ? closedMs : Math.floor(to / stepMs) * stepMs, closedMs);
  const isForward = fromMs === null || fromMs < toMs;
  if (isForward) return { fromMs, toMs };
  throw new Failure("bad_span", 2, `no bar opens at or after ${isoUtc(fromMs)} and has ended by ${isoUtc(toMs)}`, {
    path: "--from",
    value: isoUtc(fromMs),
  });
}
