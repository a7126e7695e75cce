import type { NavPoint, Portfolio } from "../domain/portfolio.js";
import { addDec, compareDec, type Dec, ZERO } from "../lib/decimal.js";
import { isoUtc } from "../lib/time.js";
import type { NavLogFile, NavRow } from "./nav.schema.js";
import { drawdownOf } from "./project-risk.js";
import type { TelemetrySnapshot } from "./snapshot.js";

/** Points kept in nav_log.json: 30 days of hourly cycles. */
export const NAV_LOG_POINTS = 720;

/** A NAV as a line of nav.jsonl; null before the first cycle. */
export function projectNav(point: NavPoint | null, portfolio: Portfolio): NavRow | null {
  const drawdown = drawdownOf(point, portfolio);
  if (point === null || drawdown === null) return null;
  const { atMs, nav, wallet, unrealizedPnl } = point;
  const unprotectedSeconds = portfolio.totals.unprotectedMs / 1_000;
  const row = { at: isoUtc(atMs), mode: portfolio.mode, nav, wallet, unrealizedPnl, drawdown, unprotectedSeconds };
  const flows = flowsOf(portfolio);
  return compareDec(flows, ZERO) === 0 ? row : { ...row, flows };
}

/** What came from outside into all accounts: no profit of theirs. */
function flowsOf({ accounts }: Portfolio): Dec {
  return Object.values(accounts).reduce((sum, { flows }) => addDec(sum, flows), ZERO);
}

/** The NAV of now, where marks or money have moved since the last cycle. */
function sinceLastCycle({ nav, portfolio }: TelemetrySnapshot): readonly NavRow[] {
  const isNewer = nav !== null && portfolio.nav !== null && nav.atMs > portfolio.nav.atMs;
  const row = isNewer ? projectNav(nav, portfolio) : null;
  return row === null ? [] : [row];
}

/** The points of the cycles, and as the last one that of now. */
export function projectNavLog(snapshot: TelemetrySnapshot, rows: readonly NavRow[]): NavLogFile {
  return {
    schema: "hedge.nav-log/1",
    mode: snapshot.portfolio.mode,
    at: isoUtc(snapshot.atMs),
    seq: snapshot.seq,
    windowPoints: NAV_LOG_POINTS,
    items: [...rows, ...sinceLastCycle(snapshot)].slice(-NAV_LOG_POINTS),
  };
}
