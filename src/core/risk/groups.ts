import type { SymbolView } from "../domain/market-view.js";
import type { RiskPolicy } from "./policy.js";

/** Exposure of a correlation group (rule R20), with every entry in flight of a side filled. */
export interface GroupRisk {
  readonly name: string;
  readonly members: ReadonlySet<string> | null;
  readonly maxBetaExposurePct: number;
  readonly maxGrossExposurePct: number;
  /** Σ β × notional over the members whose β is known: a short nets off a long, an order in flight does not. */
  betaHiUsd: number;
  betaLoUsd: number;
  /** Σ `default_beta` × |exposure| over the others: nobody knows which side they are on, so they net nothing. */
  unknownBetaUsd: number;
  grossUsd: number;
}

/** What a member adds. */
interface Member {
  readonly symbol: string;
  /** Null while unknown. */
  readonly beta: number | null;
  readonly hiUsd: number;
  readonly loUsd: number;
}

interface Share {
  readonly sign: 1 | -1;
  readonly grossUsd: number;
  readonly defaultBeta: number;
}

export function groupsOf({ limits }: RiskPolicy): GroupRisk[] {
  return Object.entries(limits.global.correlation.groups).map(([name, group]) => ({
    name,
    members: group.symbols.includes("*") ? null : new Set(group.symbols),
    maxBetaExposurePct: group.max_beta_exposure_pct,
    maxGrossExposurePct: group.max_gross_exposure_pct,
    betaHiUsd: 0,
    betaLoUsd: 0,
    unknownBetaUsd: 0,
    grossUsd: 0,
  }));
}

export function inGroup(group: Pick<GroupRisk, "members">, symbol: string): boolean {
  return group.members === null || group.members.has(symbol);
}

/** β against BTC; null while there is too little data for it, or it is no number. */
export function betaOf(view: SymbolView | null): number | null {
  const beta = view?.features.betaToBtc ?? Number.NaN;
  return Number.isFinite(beta) ? beta : null;
}

/** Adds a member to each of its groups, or with sign -1 takes it away. */
export function contributeToGroups(
  groups: readonly GroupRisk[],
  { symbol, beta, hiUsd, loUsd }: Member,
  { sign, grossUsd, defaultBeta }: Share,
): void {
  for (const group of groups) {
    if (!inGroup(group, symbol)) continue;
    group.grossUsd += sign * grossUsd;
    if (beta === null) {
      group.unknownBetaUsd += sign * defaultBeta * grossUsd;
      continue;
    }
    group.betaHiUsd += sign * Math.max(beta * hiUsd, beta * loUsd);
    group.betaLoUsd += sign * Math.min(beta * hiUsd, beta * loUsd);
  }
}

/** Largest |Σ β × notional| that the members may come to, whichever entries fill and whatever the unknown β are. */
export function largestBetaUsd({ betaHiUsd, betaLoUsd, unknownBetaUsd }: GroupRisk): number {
  return Math.max(0, betaHiUsd, -betaLoUsd) + unknownBetaUsd;
}
