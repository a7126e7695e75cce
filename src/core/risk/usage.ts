import { isOfNow } from "../domain/book-age.js";
import { type DecisionBook, fundNavUsd, riskDrawdown } from "../domain/decision-book.js";
import type { LimitUnit } from "../domain/intent.js";
import type { RiskState } from "../domain/risk-state.js";
import { known } from "../lib/known.js";
import { HOUR_MS, SECOND_MS } from "../lib/time.js";
import { accountLimit, ownLimit } from "./account-limits.js";
import { buildContext, type ContextInput, ownEntry, type RiskContext, type SymbolRisk } from "./context.js";
import { spreadBps } from "../quant/order-book.js";
import { type GroupRisk, largestBetaUsd } from "./groups.js";
import { orderWindows } from "./order-budget.js";
import { bookAgeLimitSeconds } from "./policy.js";
import { VETO_WINDOW_HOURS } from "./reducer.js";
import { TRADING_LEVELS } from "./rules/r01-trading-state.js";
import { navAnomaly } from "./rules/r03-nav-plausible.js";
import { symbolCap } from "./rules/r08-symbol-exposure.js";
import { accountDailyLoss, dailyLoss } from "./rules/r10-daily-loss.js";
import { accountDrawdown } from "./rules/r11-drawdown.js";
import { slotsOfAccount } from "./rules/r13-concurrency.js";
import { strategyCap } from "./rules/r15-strategy-exposure.js";
import { longestOutageSeconds } from "./rules/r18-venue-health.js";
import { exposureUsd } from "./shock.js";

/** How much of a limit is in use. A figure that can't be known is null. */
export interface LimitUsage {
  readonly rule: string;
  /** `global`, `symbol:BTCUSDT`, `strategy:momentum`, `account:main`, `venue:binance`, `group:all_perps`, with `gross`, `net`, `beta` after it where a rule has several. */
  readonly scope: string;
  readonly used: number | null;
  readonly limit: number | null;
  readonly unit: LimitUnit;
  /** limit − used, < 0 beyond the limit. */
  readonly headroom: number | null;
  /** used / limit. */
  readonly usage: number | null;
}

interface UsageInput extends ContextInput {
  /** How far apart prices come where they are recorded: until then none can be younger. 0 where they come by themselves. */
  readonly cadenceMs?: number;
}

/**
 * One row for each limit of the account, and of each symbol, strategy, venue and group that uses some of it. Between two
 * recorded bars the price of the first is the newest there is: only what is older than that uses a limit on age.
 */
export function limitsUsage({ cadenceMs = 0, ...input }: UsageInput): LimitUsage[] {
  const ctx = buildContext(input);
  const ageSeconds = (sinceMs: number): number => {
    const ageMs = ctx.atMs - sinceMs;
    return (ageMs > 0 ? Math.max(0, ageMs - cadenceMs) : ageMs) / SECOND_MS;
  };
  const venueShare = ctx.policy.limits.global.max_venue_exposure_pct;
  const rows = [
    ...accountRows(ctx, ageSeconds),
    ...[...ctx.symbols.values()].flatMap((risk) => symbolRows(risk, ctx, ageSeconds)),
    ...strategyRows(ctx),
    ...[...ctx.venueGrossUsd].map(([venue, grossUsd]) =>
      row("R09", `venue:${venue}`, grossUsd, venueShare * fundNavUsd(ctx.book), "usd"),
    ),
    ...ctx.groups.flatMap((group) => groupRows(group, ctx)),
  ];
  return ctx.book.elsewhere === undefined ? rows : rows.map((limit) => ofAccount(limit, ctx.book.account));
}

/** Limits of the fund, whatever the account that is asked. */
const OF_THE_FUND: readonly RegExp[] = [/^R03 /, /^R09 venue:/, /^R10 /, /^R11 /, /^R12 /, /^R13 /];

/** Says whose limit it is where a fund has several accounts. */
function ofAccount(limit: LimitUsage, account: string): LimitUsage {
  const name = `${limit.rule} ${limit.scope}`;
  const isNamed = limit.scope.startsWith("account:") || OF_THE_FUND.some((pattern) => pattern.test(name));
  return isNamed ? limit : { ...limit, scope: `account:${account} ${limit.scope.replace(/^global ?/, "")}`.trimEnd() };
}

/** The limits of several accounts; those of the fund stand in each of them, and are told once. */
export function withoutRepeats(rows: readonly LimitUsage[]): readonly LimitUsage[] {
  const first = new Map<string, LimitUsage>();
  for (const row of rows) if (!first.has(`${row.rule} ${row.scope}`)) first.set(`${row.rule} ${row.scope}`, row);
  return [...first.values()];
}

interface VetoWindow {
  readonly last: RiskState["lastVetoes"][number] | null;
  readonly windowMs: number;
  readonly total: number;
  readonly byRule: Readonly<Record<string, number>>;
}

/** Vetoes of the last 24 hours by primary rule, in hours of the clock. */
export function vetoWindow(state: RiskState, atMs: number): VetoWindow {
  const windowMs = VETO_WINDOW_HOURS * HOUR_MS;
  const byRule: Record<string, number> = {};
  let total = 0;
  for (const hour of state.vetoHours) {
    if (hour.hourMs <= atMs - windowMs) continue;
    for (const [rule, vetoes] of Object.entries(hour.byRule)) {
      byRule[rule] = (byRule[rule] ?? 0) + vetoes;
      total += vetoes;
    }
  }
  return { last: state.lastVetoes[state.lastVetoes.length - 1] ?? null, windowMs, total, byRule };
}

type AgeSeconds = (sinceMs: number) => number;

function accountRows(ctx: RiskContext, ageSeconds: AgeSeconds): LimitUsage[] {
  const { book, navUsd, policy, sums, unprotectedMs } = ctx;
  const { global, nav_freshness_seconds: freshSeconds } = policy.limits;
  const anomaly = navAnomaly(book, policy);
  const account = `account:${book.account}`;
  const of = (name: Parameters<typeof accountLimit>[1]): number => accountLimit(ctx, name).limit;
  const netUsd = Math.max(Math.abs(sums.netHiUsd), Math.abs(sums.netLoUsd));
  // What the shock must leave over, against what it does leave over.
  const shockNeedUsd = sums.shockMaintenanceUsd * global.liquidation.min_margin_ratio;
  return [
    row("R01", account, TRADING_LEVELS[book.tradingState], 0, "state"),
    row("R02", account, ageSeconds(book.navAtMs), freshSeconds, "seconds"),
    row("R03", account, anomaly.measured, anomaly.limit, "usd"),
    row("R04", "global", largestEntryUsd(book), of("max_trade_nav_pct") * navUsd, "usd"),
    row("R05", account, sums.grossUsd / navUsd, of("max_leverage"), "multiple"),
    row("R09", "global gross", sums.grossUsd, of("max_gross_exposure_pct") * navUsd, "usd"),
    row("R09", "global net", netUsd, of("max_net_exposure_pct") * navUsd, "usd"),
    row("R10", "global", notBelowZero(dailyLoss(book)), global.daily_loss_limit_pct, "fraction"),
    row("R11", "global", notBelowZero(riskDrawdown(book)), global.max_nav_drawdown_pct, "fraction"),
    ...ownRows(ctx),
    ...timerRows(ctx),
    row("R13", "global", sums.slots, global.max_concurrent_positions, "count"),
    ...orderRows(ctx),
    ...noBookRow(ctx),
    row("R18", account, longestOutageSeconds(book), 0, "seconds"),
    row("R19", account, shockNeedUsd, navUsd - sums.shockLossUsd, "usd"),
    row("R21", account, unprotectedMs / SECOND_MS, global.max_unprotected_seconds, "seconds"),
  ];
}

/** Limits that the account measures by itself; none where it has none of its own. */
function ownRows(ctx: RiskContext): LimitUsage[] {
  const { book, policy } = ctx;
  const scope = `account:${book.account}`;
  const rows = [
    { rule: "R10", name: "daily_loss_limit_pct", used: notBelowZero(accountDailyLoss(book)), unit: "fraction" },
    { rule: "R11", name: "max_nav_drawdown_pct", used: notBelowZero(accountDrawdown(book)), unit: "fraction" },
    { rule: "R13", name: "max_concurrent_positions", used: slotsOfAccount(ctx), unit: "count" },
  ] as const;
  return rows.flatMap(({ rule, name, used, unit }) => {
    const own = ownLimit(policy, book.account, name);
    return own === null ? [] : [row(rule, scope, used, own.limit, unit)];
  });
}

/** How far each strategy is from a timer: losses in a row, and vetoes within the window by symbol; 0 switches one off. */
function timerRows({ book, policy }: RiskContext): LimitUsage[] {
  const { loss_streak: streak, veto_burst: burst } = policy.limits.global;
  const losses = streak.trades === 0 ? [] : Object.entries(book.risk.lossStreaks);
  const vetoes = burst.vetoes === 0 ? [] : Object.entries(book.risk.recentVetoes);
  return [
    ...losses.map(([id, lost]) => row("R12", `strategy:${id} losses`, lost, streak.trades, "count")),
    ...vetoes.map(([pair, instants]) => row("R12", `${pair} vetoes`, instants.length, burst.vetoes, "count")),
  ];
}

/** Orders of the account within the venue's windows, against what entries may use of them. */
function orderRows({ book, policy }: RiskContext): LimitUsage[] {
  return Object.entries(policy.orderLimits).flatMap(([venue, limits]) =>
    orderWindows(book, limits).map(({ used, limit, seconds }) =>
      row("R14", `venue:${venue} orders ${String(seconds)} s`, used, limit, "count"),
    ),
  );
}

/** Says as such that spread and slippage are not evaluated: the data has no order book of any symbol. */
function noBookRow({ view }: RiskContext): LimitUsage[] {
  const none = [...view.symbols.values()].every(({ book, bookLost = false }) => book === null && !bookLost);
  return none ? [row("R16", "not evaluated: no book", Number.NaN, Number.NaN, "bps")] : [];
}

/** The largest entry in flight: what R04 measures of orders that are still under way. */
function largestEntryUsd({ pending }: DecisionBook): number {
  return pending.reduce((most, order) => (order.reduceOnly ? most : Math.max(most, order.notionalUsd)), 0);
}

/** What R16 measures without an order; what the data has no figure for is unknown. */
function qualityRows(
  { symbol, view }: SymbolRisk,
  { atMs, policy }: RiskContext,
  ageSeconds: AgeSeconds,
): LimitUsage[] {
  const { market_quality: quality } = policy.limits.global;
  const book = view?.book ?? null;
  const bookAgeSeconds = book === null ? Number.NaN : (atMs - book.atMs) / SECOND_MS;
  const bookLimitSeconds = bookAgeLimitSeconds(quality);
  const ofNow = isOfNow({ seconds: bookAgeSeconds, limitSeconds: bookLimitSeconds });
  const spread = ofNow ? spreadBps(book?.bids[0]?.price, book?.asks[0]?.price) : Number.NaN;
  const scope = `symbol:${symbol}`;
  const aged = row(
    "R16",
    `${scope} age`,
    ageSeconds(view?.markAtMs ?? Number.NaN),
    quality.max_price_age_seconds,
    "seconds",
  );
  // Where there never was a book nothing is measured; one that was lost is unknown, which refuses.
  const judged = book !== null || view?.bookLost === true;
  if (!judged) return [aged];
  return [
    aged,
    row("R16", `${scope} book age`, bookAgeSeconds, bookLimitSeconds, "seconds"),
    row("R16", `${scope} spread`, spread, quality.max_spread_bps, "bps"),
  ];
}

function symbolRows(risk: SymbolRisk, ctx: RiskContext, ageSeconds: AgeSeconds): LimitUsage[] {
  const scope = `symbol:${risk.symbol}`;
  const usedUsd = exposureUsd(risk);
  const cap = symbolCap(risk.caps, ctx).maxNavPct;
  return [
    ...qualityRows(risk, ctx, ageSeconds),
    row("R05", scope, usedUsd / ctx.navUsd, positionLeverage(risk, ctx), "multiple"),
    row("R08", scope, usedUsd, cap * ctx.navUsd, "usd"),
    row("R14", scope, risk.entriesWithinHour, ctx.policy.limits.global.max_trades_per_symbol_per_hour, "count"),
  ];
}

/** The tighter of the symbol's limit and that of the strategy which holds it, as rule R05 takes it. */
function positionLeverage({ caps, position, entryStrategy }: SymbolRisk, { policy }: RiskContext): number {
  const strategy = position?.strategy ?? entryStrategy;
  const ofStrategy = strategy === null ? Infinity : (ownEntry(policy.strategies, strategy)?.maxLeverage ?? Number.NaN);
  return Math.min(caps?.maxLeverage ?? Number.NaN, ofStrategy);
}

function strategyRows({ navUsd, policy, strategyGrossUsd, strategySlots }: RiskContext): LimitUsage[] {
  const ids = new Set([...Object.keys(policy.strategies), ...strategyGrossUsd.keys()]);
  return [...ids].flatMap((id) => {
    const caps = ownEntry(policy.strategies, id);
    return [
      row("R13", `strategy:${id}`, strategySlots.get(id) ?? 0, caps?.maxConcurrent ?? Number.NaN, "count"),
      row("R15", `strategy:${id}`, strategyGrossUsd.get(id) ?? 0, strategyCap(caps) * navUsd, "usd"),
    ];
  });
}

function groupRows(group: GroupRisk, { navUsd }: RiskContext): LimitUsage[] {
  return [
    row("R20", `group:${group.name} beta`, largestBetaUsd(group), group.maxBetaExposurePct * navUsd, "usd"),
    row("R20", `group:${group.name} gross`, group.grossUsd, group.maxGrossExposurePct * navUsd, "usd"),
  ];
}

/** A gain uses nothing of a loss limit; NaN stays unknown. */
function notBelowZero(lossPct: number): number {
  return lossPct < 0 ? 0 : lossPct;
}

// One row of a table: the columns are its parameters.
// eslint-disable-next-line max-params
function row(rule: string, scope: string, used: number, limit: number, unit: LimitUnit): LimitUsage {
  return {
    rule,
    scope,
    used: known(used),
    limit: known(limit),
    unit,
    headroom: known(limit - used),
    // Nothing used of a limit of 0 is no usage; what is used of it has no share.
    usage: used === 0 ? 0 : known(used / limit),
  };
}
