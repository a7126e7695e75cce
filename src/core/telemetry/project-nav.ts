import type { Portfolio } from "../domain/portfolio.js";
import { isoUtc } from "../lib/time.js";
import type { NavLogFile, NavRow } from "./nav.schema.js";
import { drawdownOf } from "./project-risk.js";
import type { TelemetrySnapshot } from "./snapshot.js";

/** Points kept in nav_log.json: 30 days of hourly cycles. */
export const NAV_LOG_POINTS = 720;

/** The books' newest NAV as a line of nav.jsonl; null before the first. */
export function projectNav(portfolio: Portfolio): NavRow | null {
  const drawdown = drawdownOf(portfolio);
  if (portfolio.nav === null || drawdown === null) return null;
  const { atMs, nav, wallet, unrealizedPnl } = portfolio.nav;
  const unprotectedSeconds = portfolio.totals.unprotectedMs / 1_000;
  return { at: isoUtc(atMs), mode: portfolio.mode, nav, wallet, unrealizedPnl, drawdown, unprotectedSeconds };
}

export function projectNavLog(snapshot: TelemetrySnapshot, rows: readonly NavRow[]): NavLogFile {
  return {
    schema: "hedge.nav-log/1",
    mode: snapshot.portfolio.mode,
    at: isoUtc(snapshot.atMs),
    seq: snapshot.seq,
    windowPoints: NAV_LOG_POINTS,
    items: rows.slice(-NAV_LOG_POINTS),
  };
}
