import { join } from "node:path";
import { nodeFiles } from "../adapters/fs/node-files.js";
import { createFaultHooks } from "../adapters/paper-server/faults/create-fault-hooks.js";
import { NO_FAULTS } from "../adapters/paper-server/faults/fault-hooks.js";
import type { FaultHooks } from "../adapters/paper-server/faults/fault-hooks.js";
import { faultProblemText } from "../adapters/paper-server/faults/fault-problem.js";
import { parseFaultScript } from "../adapters/paper-server/faults/parse-fault-script.js";
import { createPaperMarket, MOST_RECORDED_SPEED } from "../adapters/paper-server/market/paper-market.js";
import { loadRecordedDepth, RECORDED_DEPTH } from "../adapters/paper-server/market/recorded-depth.js";
import type { RecordedStream } from "../adapters/paper-server/market/recorded-depth.js";
import { openPaperServer } from "../adapters/paper-server/serve.js";
import { attempt } from "../adapters/system/attempt.js";
import { systemClock } from "../adapters/system/clock.js";
import { listenForStop } from "../adapters/system/signals.js";
import { composeInstruments, homeVenue } from "../config/instruments.js";
import type { Instrument } from "../domain/instrument.js";
import { decFromNumber } from "../lib/decimal.js";
import { Failure } from "../lib/failure.js";
import { HOUR_MS, isoUtc } from "../lib/time.js";
import type { BarStore } from "../ports/bar-store.js";
import { requireConfig } from "./load-config.js";
import { dataDirectory, openRecordedData } from "./recorded-data.js";

interface ServeFlags {
  readonly config: string;
  readonly port: number;
  readonly seed: number;
  readonly speed: number;
  readonly faults?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** What a client needs to trade here. */
export interface PaperServeDocument {
  readonly schema: "hedge.paper-serve/1";
  readonly mode: "paper";
  readonly url: string;
  readonly wsUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly seed: number;
  readonly speed: number;
}

interface ReadyReport {
  readonly document: PaperServeDocument;
  /** A second key of the same account: rotations can be tried with it. */
  readonly spare: { readonly apiKey: string; readonly apiSecret: string };
  readonly from: string;
  readonly to: string;
  readonly symbols: readonly string[];
}

/** The day that holds the recorded minutes of the order book. */
const STANDARD_FROM_MS = Date.UTC(2024, 7, 8);

/** Serves the paper venue until a signal. Returns the exit code of that signal. */
export async function servePaper(flags: ServeFlags, ready: (report: ReadyReport) => void): Promise<number> {
  const stop = listenForStop();
  try {
    const config = requireConfig({ directory: flags.config, env: process.env, files: nodeFiles });
    const directory = dataDirectory(config);
    const store = await openRecordedData(directory);
    const instruments = listed(composeInstruments(config.venues, homeVenue(config.accounts)), store);
    const span = await spanOf(flags, store, instruments);
    const faults = readFaults(flags, span.fromMs, instruments);
    const account = config.accounts.default;
    const market = await createPaperMarket({
      ...span,
      ...{ store, instruments, clock: systemClock, seed: flags.seed, speed: flags.speed },
      policy: config.runtime.sim,
      wallets: { [account]: decFromNumber(config.runtime.paper.start_nav_usdt) },
      stream: recordedStream(flags, directory),
    });
    const server = await openPaperServer({ market, account, faults, clock: systemClock, port: flags.port });
    const { url, wsUrl, apiKey, apiSecret, spareApiKey, spareApiSecret } = server;
    const { seed, speed } = flags;
    const document = {
      schema: "hedge.paper-serve/1",
      mode: "paper",
      url,
      wsUrl,
      apiKey,
      apiSecret,
      seed,
      speed,
    } as const;
    const spare = { apiKey: spareApiKey, apiSecret: spareApiSecret };
    ready({ document, spare, from: isoUtc(span.fromMs), to: isoUtc(span.toMs), symbols: market.symbols() });
    await server.serve(stop.signal);
    return stop.exitCode() ?? 0;
  } finally {
    stop.dispose();
  }
}

/** Instruments with recorded bars: the others could not trade. */
function listed(instruments: ReadonlyMap<string, Instrument>, store: BarStore): readonly Instrument[] {
  const recorded = new Set(store.symbols());
  return [...instruments.values()].filter(({ symbol }) => recorded.has(symbol));
}

async function spanOf(
  flags: ServeFlags,
  store: BarStore,
  instruments: readonly Instrument[],
): Promise<{ readonly fromMs: number; readonly toMs: number }> {
  let firstMs = Infinity;
  let lastMs = -Infinity;
  for (const { symbol } of instruments) {
    const { openTimeMs, barMs } = await store.bars(symbol);
    firstMs = Math.min(firstMs, openTimeMs[0] ?? Infinity);
    lastMs = Math.max(lastMs, (openTimeMs.at(-1) ?? -Infinity) + barMs);
  }
  const fromMs = flags.from ?? Math.min(Math.max(STANDARD_FROM_MS, firstMs), lastMs - HOUR_MS);
  const toMs = flags.to ?? lastMs;
  const fix = `The data runs from ${isoUtc(firstMs)} to ${isoUtc(lastMs)}.`;
  const refuse = (path: string, message: string): Failure => new Failure("bad_span", 2, message, { path, fix });
  if (fromMs < firstMs || fromMs >= lastMs) throw refuse("--from", `${isoUtc(fromMs)} is outside the data`);
  if (toMs > lastMs) throw refuse("--to", `${isoUtc(toMs)} is outside the data`);
  if (toMs % HOUR_MS !== 0) throw refuse("--to", `${isoUtc(toMs)} is not on a full hour: bars are 1 h long`);
  const isForward = fromMs < toMs;
  if (!isForward) throw refuse("--to", `--to ${isoUtc(toMs)} is not after --from ${isoUtc(fromMs)}`);
  return { fromMs, toMs };
}

/** Errors: Failure 3 that names the first problem of the script and lists them all. */
function readFaults(flags: ServeFlags, startMs: number, instruments: readonly Instrument[]): FaultHooks {
  const { faults: file, seed } = flags;
  if (file === undefined) return NO_FAULTS;
  const read = attempt(() => nodeFiles.readText(file));
  const place = {
    file,
    path: "--faults",
    fix: "Name a fault script; docs/PAPER_VENUE_FAULTS.md says how one is written.",
  };
  if (!read.ok) throw new Failure("faults_unreadable", 3, `${file} can't be read: ${read.error.message}`, place);
  if (read.value === null) throw new Failure("faults_missing", 3, `there is no fault script ${file}`, place);
  const parsed = parseFaultScript(read.value, { symbols: instruments.map(({ symbol }) => symbol) });
  if (!parsed.ok) {
    const lines = parsed.error.map((problem) => `${file}:${faultProblemText(problem)}`);
    throw new Failure("faults_invalid", 3, lines.join("\n"), { file, path: parsed.error[0]?.path ?? "" });
  }
  return createFaultHooks(parsed.value, { seed: String(seed), startMs });
}

/** Null where nobody would see it, or where this data set has none. */
function recordedStream({ speed }: ServeFlags, directory: string): RecordedStream | null {
  const path = join(directory, RECORDED_DEPTH.path);
  if (speed > MOST_RECORDED_SPEED || !nodeFiles.exists(path)) return null;
  return loadRecordedDepth(path, RECORDED_DEPTH.symbol);
}
