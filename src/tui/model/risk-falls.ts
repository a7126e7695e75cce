import type { SessionView } from "../../core/readmodel/session/session-view.js";

type NavMoment = SessionView["nav"][number];

/** A fall from the risk peak, as a fraction of it, ≥ 0. */
export interface RiskFall {
  readonly atMs: number;
  readonly fall: number;
}

/** Two figures of a fall that differ by more are of different peaks. */
const SAME_PEAK = 1e-4;

/** What R11 measures now and from when on it acts; each null where nobody knows. */
export function drawdownLimit({ risk }: Pick<SessionView, "risk">): {
  readonly used: number | null;
  readonly limit: number | null;
} {
  const row = risk.limits.find(({ rule, scope }) => rule === "R11" && scope === "global");
  return { used: row?.used ?? null, limit: row?.limit ?? null };
}

/**
 * The drawdown that R11 holds against its limit, cycle by cycle: the last one is what it measures now. A peak that an
 * operator has rebased counts from where it was reached; what is before it fell from the peak of then.
 */
export function riskFalls({ nav, risk }: Pick<SessionView, "nav" | "risk">): readonly RiskFall[] {
  const { used } = drawdownLimit({ risk });
  const last = nav.at(-1);
  const points = nav.flatMap(({ atMs, drawdown }) => (drawdown === null ? [] : [{ atMs, fall: drawdown }]));
  if (last === undefined || used === null) return points;
  const now = { atMs: last.atMs, fall: used };
  const before = points.filter(({ atMs }) => atMs < last.atMs);
  const isRebased = (last.drawdown ?? 0) - used > SAME_PEAK;
  return isRebased
    ? [...before.filter(({ atMs }) => atMs < sinceOf(nav, used)), ...fromPeak(nav, used), now]
    : [...before, now];
}

/** NAV of the peak from which so much is lost. */
function peakOf(nav: readonly NavMoment[], used: number): number {
  return (nav.at(-1)?.navUsd ?? Number.NaN) / (1 - used);
}

/** When a peak was last touched; the end of the series where it is nowhere in it. */
function sinceOf(nav: readonly NavMoment[], used: number): number {
  const peak = peakOf(nav, used) * (1 - SAME_PEAK);
  return nav.findLast(({ navUsd }) => navUsd >= peak)?.atMs ?? nav.at(-1)?.atMs ?? Infinity;
}

function fromPeak(nav: readonly NavMoment[], used: number): readonly RiskFall[] {
  const [peak, since, lastMs] = [peakOf(nav, used), sinceOf(nav, used), nav.at(-1)?.atMs ?? Infinity];
  return nav
    .filter(({ atMs }) => atMs >= since && atMs < lastMs)
    .map(({ atMs, navUsd }) => ({ atMs, fall: Math.max(0, 1 - navUsd / peak) }));
}
