import type { Bar } from "../domain/bar.js";
import { DAY_MS } from "../lib/time.js";
import { beta } from "../quant/moments.js";

/** β looks back so many days … */
export const BETA_DAYS = 90;
/** … and stays unknown with fewer pairs of returns than these. */
const BETA_MIN_DAYS = 30;

/** Daily returns at UTC closes of one symbol; days are numbered from 1970-01-01. */
export interface DailyReturnsState {
  /** Last day whose close is known, and that close. */
  closedDay: number | null;
  closedAt: number;
  /** Day of the newest bar. */
  currentDay: number | null;
  /** Days that have a return, oldest first, within BETA_DAYS of the newest. */
  readonly days: number[];
  readonly returns: number[];
  /** Day up to which β has been computed, and β itself; null while unknown. */
  betaDay: number | null;
  beta: number | null;
}

export function createDailyReturns(): DailyReturnsState {
  return { closedDay: null, closedAt: 0, currentDay: null, days: [], returns: [], betaDay: null, beta: null };
}

/** Takes one bar. A day closes with the bar that ends at midnight UTC, or, if that one is missing, with its last close. */
export function closeDays(state: DailyReturnsState, bar: Bar, lastClose: number | null): void {
  const day = Math.floor(bar.openTimeMs / DAY_MS);
  const left = state.currentDay;
  if (left !== null && lastClose !== null && day > left && state.closedDay !== left) closeDay(state, left, lastClose);
  state.currentDay = day;
  if (bar.closeTimeMs % DAY_MS === 0) closeDay(state, day, bar.close);
}

/**
 * Computes β for those symbols that have closed a day since the last time.
 *
 * `benchmark` must hold the same instant's bars already, otherwise its newest day is left out of the pairs.
 */
export function updateBetas(
  states: readonly (DailyReturnsState | undefined)[],
  benchmark: DailyReturnsState | undefined,
): void {
  for (const state of states) {
    if (state === undefined || state.closedDay === null || state.betaDay === state.closedDay) continue;
    state.betaDay = state.closedDay;
    state.beta = benchmark === undefined ? null : pairedBeta(state, benchmark);
  }
}

function closeDay(state: DailyReturnsState, day: number, close: number): void {
  // A return over a hole of whole days is not a daily return.
  if (state.closedDay === day - 1) {
    state.days.push(day);
    state.returns.push(close / state.closedAt - 1);
  }
  while ((state.days[0] ?? day) <= day - BETA_DAYS) {
    state.days.shift();
    state.returns.shift();
  }
  state.closedDay = day;
  state.closedAt = close;
}

function pairedBeta(asset: DailyReturnsState, benchmark: DailyReturnsState): number | null {
  const assetReturns: number[] = [];
  const benchmarkReturns: number[] = [];
  let j = 0;
  for (let i = 0; i < asset.days.length; i++) {
    const day = asset.days[i] ?? 0;
    while ((benchmark.days[j] ?? Infinity) < day) j += 1;
    if (benchmark.days[j] !== day) continue;
    assetReturns.push(asset.returns[i] ?? Number.NaN);
    benchmarkReturns.push(benchmark.returns[j] ?? Number.NaN);
  }
  const slope = assetReturns.length >= BETA_MIN_DAYS ? beta(assetReturns, benchmarkReturns) : Number.NaN;
  return Number.isFinite(slope) ? slope : null;
}
