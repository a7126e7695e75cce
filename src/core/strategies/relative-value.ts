import type { DropDetail, DropReason } from "../domain/intent.js";
import type { PairTerms } from "../domain/pair.js";
import { DAY_MS, SECOND_MS } from "../lib/time.js";
import type { HeldPair, Pair, PairDefinition, PairSignal, WantedLeg } from "./pair-definition.js";
import { createPair, meanRange, meanTurnoverUsd, nextPair, zOn } from "./pair-fold.js";
import type { PairFit, PairState } from "./pair-fold.js";
import { relativeValueParamsSchema } from "./relative-value-params.js";
import type { RelativeValueParams } from "./relative-value-params.js";

type Params = RelativeValueParams;

/**
 * Return of a spread to its mean.
 *
 * ln y = mean + β ln x + spread by OLS over `lookback` days; z = spread / its standard deviation. A pair that Engle and
 * Granger's test calls cointegrated is opened at |z| ≥ `entry_z` against the spread, dollars 1 : β. β, mean and deviation
 * stay those of the entry; it is closed at |z| ≤ `exit_z`, at |z| ≥ `stop_z` and after `max_half_lives`.
 */
export const relativeValue: PairDefinition<Params, PairState> = {
  id: "relative_value",
  title: "Spread of cointegrated pairs",
  barMs: DAY_MS,
  sizing: "scaled",
  params: relativeValueParamsSchema,
  foldParams: ["lookback", "atr_period"],

  // Nothing older is remembered: regression and ranges are those of the newest days alone.
  warmupBars: ({ lookback, atr_period }) => Math.max(lookback, atr_period + 1),
  pairs: ({ pairs }) => pairs.map(([y, x]): Pair => ({ name: `${y}/${x}`, symbols: [y, x] })),
  create: createPair,
  next: (state, leg, bar, { lookback, atr_period }) => {
    nextPair(state, leg, bar, { lookback, atrPeriod: atr_period });
  },
  signal: (state, pair, held, params) =>
    held === null ? entrySignal(state, pair, params) : heldSignal(state, held, params),
};

/** An extreme spread that has come back this far is at its mean: the zone that a stopped pair waits for. */
function zoneOf(z: number, { exit_z }: Params): -1 | 0 | 1 {
  if (Math.abs(z) <= exit_z) return 0;
  return z > 0 ? 1 : z < 0 ? -1 : 0;
}

function entrySignal(state: PairState, pair: Pair, params: Params): PairSignal {
  const { fit } = state;
  if (state.days < params.lookback) return none("warmup", 0, figure(state.days, params.lookback, "lookback"));
  if (fit === null) return none("no_signal", 0, null);
  const zone = zoneOf(fit.z, params);
  const distance = Math.abs(fit.z);
  if (!(distance >= params.entry_z)) return none("no_signal", zone, figure(distance, params.entry_z, "entry_z"));
  if (!(distance < params.stop_z)) return none("no_signal", zone, figure(distance, params.stop_z, "stop_z"));
  return filterDrop(fit, zone, params) ?? enter(state, fit, pair, params);
}

/** What the regression has to be worth before a pair is opened on it. */
function filterDrop({ pValue, beta, halfLifeBars }: PairFit, zone: -1 | 0 | 1, params: Params): PairSignal | null {
  const { max_p_value, min_beta, max_beta } = params;
  if (pValue === null) return none("pair_filter", zone, null);
  if (!(pValue <= max_p_value)) return none("pair_filter", zone, figure(pValue, max_p_value, "max_p_value"));
  if (!(beta >= min_beta)) return none("pair_filter", zone, figure(beta, min_beta, "min_beta"));
  if (!(beta <= max_beta)) return none("pair_filter", zone, figure(beta, max_beta, "max_beta"));
  return halfLifeBars !== null && halfLifeBars > 0 ? null : none("pair_filter", zone, null);
}

function enter(state: PairState, fit: PairFit, pair: Pair, params: Params): PairSignal {
  const side = fit.z > 0 ? 1 : -1;
  const terms: PairTerms = {
    beta: fit.beta,
    mean: fit.mean,
    deviation: fit.deviation,
    halfLifeBars: fit.halfLifeBars ?? Number.NaN,
    side,
    hedgeTimeoutMs: params.hedge_timeout_seconds * SECOND_MS,
  };
  const legs = wantedLegs(state, pair, terms, params);
  const known = legs.every(({ exits }) => exits.atr > 0 && Number.isFinite(exits.atr));
  if (!known) return none("no_signal", side, null);
  return {
    kind: "enter",
    strength: 1,
    terms,
    maxBars: mostBars(terms, params),
    legs,
    zone: side,
    reasons: [
      `z ${fit.z.toFixed(2)} (entry ${String(params.entry_z)}) of ${pair.name}`,
      `beta ${fit.beta.toFixed(3)}, p ${(fit.pValue ?? Number.NaN).toFixed(4)}, half-life ${terms.halfLifeBars.toFixed(1)} days`,
    ],
  };
}

/** Against the spread, dollars 1 : β, the market with less turnover first: the other one follows it more surely. */
function wantedLegs({ legs: [y, x] }: PairState, pair: Pair, terms: PairTerms, params: Params): [WantedLeg, WantedLeg] {
  const largest = Math.max(1, terms.beta);
  const firstIsY = meanTurnoverUsd(y) <= meanTurnoverUsd(x);
  const leg = (index: 0 | 1, share: number, first: boolean): WantedLeg => ({
    symbol: pair.symbols[index],
    direction: (index === 0) === (terms.side === -1) ? "long" : "short",
    share,
    rank: first ? 0 : 1,
    exits: {
      stopDistance: 0,
      atr: meanRange(index === 0 ? y : x, params.atr_period),
      trailDistance: null,
      takeProfits: [],
      maxBars: null,
    },
  });
  const ofY = leg(0, 1 / largest, firstIsY);
  const ofX = leg(1, terms.beta / largest, !firstIsY);
  return firstIsY ? [ofY, ofX] : [ofX, ofY];
}

function heldSignal(state: PairState, { terms, barsHeld }: HeldPair, params: Params): PairSignal {
  const z = zOn(state, terms);
  const zone = zoneOf(z, params);
  // In the direction of the entry: one that has shot through the mean has come back as well.
  const along = z * terms.side;
  const leave = (reason: string): PairSignal => ({ kind: "leave", zone, reasons: [reason] });
  if (along <= params.exit_z) return leave(`z ${z.toFixed(2)} is back within ${String(params.exit_z)}`);
  if (along >= params.stop_z) return leave(`z ${z.toFixed(2)} is stopped at ${String(params.stop_z)}`);
  const most = mostBars(terms, params);
  if (barsHeld >= most) return leave(`held ${String(barsHeld)} days, at most ${most.toFixed(1)}`);
  return none("holding", zone, null);
}

function mostBars({ halfLifeBars }: PairTerms, { max_half_lives }: Params): number {
  return max_half_lives * halfLifeBars;
}

function figure(measured: number, limit: number, param: string): DropDetail {
  return { measured, limit, setting: `params.${param}` };
}

function none(reason: DropReason, zone: -1 | 0 | 1, detail: DropDetail | null): PairSignal {
  return { kind: "none", reason, detail, zone };
}
