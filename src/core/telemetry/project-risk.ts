import type { NavPoint, Portfolio } from "../domain/portfolio.js";
import type { RiskState } from "../domain/risk-state.js";
import { tradingState } from "../domain/trading-state.js";
import { subDec, toNumber } from "../lib/decimal.js";
import { isoUtc } from "../lib/time.js";
import { projectAlerts } from "./project-alerts.js";
import { openOrders, positionRows } from "./project-positions.js";
import type { BookFigures, RiskStateFile } from "./risk-state.schema.js";
import type { TelemetrySnapshot } from "./snapshot.js";
import type { VetoSummary } from "./vetoes.schema.js";

/** Fraction of a NAV below the highest one of a cycle; null before the first. */
export function drawdownOf(nav: NavPoint | null, { navHigh }: Pick<Portfolio, "navHigh">): number | null {
  if (nav === null || navHigh === null) return null;
  const high = toNumber(navHigh);
  const isMeasurable = high > 0;
  return isMeasurable ? Math.max(0, 1 - toNumber(nav.nav) / high) : null;
}

function sum(values: readonly (number | null)[]): number | null {
  return values.reduce((total: number | null, value) => (total === null || value === null ? null : total + value), 0);
}

function dayFigures({ nav, risk }: TelemetrySnapshot): Pick<BookFigures, "dayPnl" | "dayPnlPct"> {
  if (nav === null || risk.dayAnchor === null) return { dayPnl: null, dayPnlPct: null };
  const dayPnl = subDec(nav.nav, risk.dayAnchor.nav);
  const share = toNumber(dayPnl) / toNumber(risk.dayAnchor.nav);
  return { dayPnl, dayPnlPct: Number.isFinite(share) ? share : null };
}

/** Of the whole session, the stretch since the newest event included. */
function unprotectedSeconds({ portfolio, atMs, bookedAtMs }: TelemetrySnapshot): number {
  const isUnprotected = Object.values(portfolio.positions).some(
    ({ unprotectedSinceMs }) => unprotectedSinceMs !== null,
  );
  const sinceMs = isUnprotected ? atMs - bookedAtMs : 0;
  return (portfolio.totals.unprotectedMs + sinceMs) / 1_000;
}

function bookFigures(snapshot: TelemetrySnapshot): BookFigures {
  const orders = openOrders(snapshot);
  const exposures = positionRows(snapshot).map(({ exposure }) => exposure);
  return {
    positions: exposures.length,
    openOrders: orders.length,
    unknownOrders: orders.filter(({ status }) => status === "unknown").length,
    grossExposure: sum(exposures.map((exposure) => (exposure === null ? null : Math.abs(exposure)))),
    netExposure: sum(exposures),
    ...dayFigures(snapshot),
    drawdown: drawdownOf(snapshot.nav, snapshot.portfolio),
    unprotectedSeconds: unprotectedSeconds(snapshot),
  };
}

function navFigures({ nav, atMs, navFreshnessMs }: TelemetrySnapshot): RiskStateFile["nav"] {
  if (nav === null) return { value: null, at: null, ageMs: null, fresh: false };
  const ageMs = atMs - nav.atMs;
  return { value: nav.nav, at: isoUtc(nav.atMs), ageMs, fresh: ageMs <= navFreshnessMs };
}

function memoryOf(risk: RiskState): RiskStateFile["memory"] {
  const { dayAnchor, riskPeak, recentEntries, lossStreaks, recentVetoes } = risk;
  const anchor = dayAnchor && {
    day: dayAnchor.day,
    nav: dayAnchor.nav,
    startsAt: isoUtc(dayAnchor.startMs),
    endsAt: isoUtc(dayAnchor.untilMs),
  };
  return { dayAnchor: anchor, riskPeak, recentEntries, lossStreaks, recentVetoes };
}

function vetoSummary({ vetoes }: TelemetrySnapshot): VetoSummary {
  const { last, windowMs, total } = vetoes;
  const byRule = Object.fromEntries(Object.entries(vetoes.byRule).sort(([a], [b]) => (a < b ? -1 : 1)));
  if (last === null) return { last, windowMs, total, byRule };
  const { id, strategy, symbol, primary } = last;
  return { last: { id, at: isoUtc(last.atMs), strategy, symbol, primary }, windowMs, total, byRule };
}

export function projectRisk(snapshot: TelemetrySnapshot): RiskStateFile {
  const { portfolio, risk, atMs } = snapshot;
  const state = tradingState(portfolio.causes);
  return {
    schema: "hedge.risk-state/1",
    mode: portfolio.mode,
    at: isoUtc(atMs),
    seq: snapshot.seq,
    tradingState: state,
    causes: portfolio.causes.map(({ code, kind, sinceMs, clears }) => ({ code, kind, since: isoUtc(sinceMs), clears })),
    alerts: projectAlerts(snapshot),
    nav: navFigures(snapshot),
    limits: [...snapshot.limits],
    cooldowns: risk.cooldowns
      .filter(({ untilMs }) => untilMs > atMs)
      .map(({ scope, key, untilMs, reason }) => ({ scope, key, until: isoUtc(untilMs), reason })),
    vetoes: vetoSummary(snapshot),
    book: bookFigures(snapshot),
    memory: memoryOf(risk),
  };
}
