import * as s from "./shape.js";

/**
 * The documents of the command contract, member by member, written down from its text and not from the code: a
 * member that is renamed, moved, added or of another kind is a broken promise to a script somewhere.
 */
function document(name: string, mode: s.Shape, rest: Parameters<typeof s.members>[0]): s.Shape {
  return s.members({ schema: s.is(`hedge.${name}/1`), mode, ...rest });
}

const paper = s.is("paper");
const noMode = s.is(null);
const side = s.is("buy", "sell");
const held = s.is("long", "short");
const unit = s.is("usd", "fraction", "multiple", "count", "seconds", "bps", "state");

export const executorSummary = document("executor-summary", paper, {
  from: s.iso,
  to: s.iso,
  cycles: s.count,
  bars: s.count,
  signals: s.count,
  intents: s.count,
  vetoes: s.members({ total: s.count, byRule: s.record(s.rule, s.count) }),
  orders: s.members({ sent: s.count, filled: s.count, canceled: s.count, rejected: s.count, unknown: s.count }),
  fills: s.count,
  fees: s.decimal,
  funding: s.decimal,
  realizedPnl: s.decimal,
  unrealizedPnl: s.decimal,
  navStart: s.decimal,
  navEnd: s.decimal,
  maxDrawdown: s.fraction,
  positions: s.list(
    s.members({
      account: s.text,
      symbol: s.text,
      side: held,
      qty: s.decimal,
      entryPrice: s.decimal,
      stopPrice: s.orNull(s.decimal),
    }),
  ),
  unprotectedSeconds: s.span,
  journal: s.members({ events: s.count, lastSeq: s.count, lastHash: s.sha256 }),
  decisionLatencyMs: s.members({ p50: s.orNull(s.span), p99: s.orNull(s.span), max: s.orNull(s.span) }),
  notes: s.list(s.text),
});

const causes = s.list(s.members({ code: s.code, kind: s.is("gate", "latch"), since: s.iso, clears: s.text }));
const tradingState = s.is("ACTIVE", "REDUCING", "HALTED");
const lastVeto = s.orNull(s.members({ id: s.text, at: s.iso, strategy: s.text, symbol: s.text, primary: s.rule }));

export const status = document("status", paper, {
  alive: s.flag,
  ended: s.flag,
  tradingState,
  causes,
  at: s.iso,
  nav: s.members({ value: s.orNull(s.decimal), ageMs: s.orNull(s.span) }),
  dayPnl: s.orNull(s.decimal),
  dayPnlPct: s.orNull(s.figure),
  drawdown: s.orNull(s.fraction),
  grossExposure: s.orNull(s.span),
  netExposure: s.orNull(s.figure),
  positions: s.count,
  openOrders: s.count,
  unknownOrders: s.count,
  unprotectedSeconds: s.span,
  vetoes: s.members({ windowMs: s.count, total: s.count, last: lastVeto }),
  venues: s.list(
    s.members({
      venue: s.text,
      state: s.text,
      ackP50Ms: s.orNull(s.span),
      ackP95Ms: s.orNull(s.span),
      streamAgeMs: s.orNull(s.span),
    }),
  ),
  alerts: s.list(s.members({ severity: s.is("info", "warning", "critical"), code: s.code, message: s.text })),
});

export const risk = document("risk", paper, {
  tradingState,
  causes,
  nav: s.members({ value: s.orNull(s.decimal), at: s.orNull(s.iso), ageMs: s.orNull(s.span), fresh: s.flag }),
  limits: s.list(
    s.members({
      rule: s.rule,
      scope: s.text,
      used: s.orNull(s.figure),
      limit: s.orNull(s.figure),
      unit,
      headroom: s.orNull(s.figure),
      usage: s.orNull(s.figure),
    }),
  ),
  cooldowns: s.list(s.members({ scope: s.text, key: s.text, until: s.iso, reason: s.text })),
  vetoes: s.members({ last: lastVeto, windowMs: s.count, total: s.count, byRule: s.record(s.rule, s.count) }),
});

const violation = { rule: s.rule, code: s.code, measured: s.orNull(s.figure), limit: s.orNull(s.figure), unit };
const explainedVetoes = s.list(s.members({ ...violation, message: s.text }));
const quantity = s.members({ qty: s.decimal, notional: s.decimal });

export const whatif = document("whatif", paper, {
  approved: s.flag,
  vetoes: explainedVetoes,
  sized: s.members({ qty: s.decimal, notional: s.decimal, leverage: s.orNull(s.span) }),
  clamps: s.list(s.members({ rule: s.text, before: s.decimal, after: s.decimal })),
  largestApproved: s.orNull(quantity),
});

export const explain = document("explain", paper, {
  id: s.text,
  kind: s.is("veto", "order", "intent", "position"),
  chain: s.list(s.members({ step: s.code, at: s.iso, data: s.record(s.text, s.anything) })),
  vetoes: explainedVetoes,
  smallestChange: s.list(s.members({ path: s.text, from: s.anything, to: s.anything, approves: s.is(true) })),
  reason: s.optional(s.text),
});

export const screen = document("screen", paper, {
  at: s.iso,
  protoIntents: s.list(
    s.members({
      strategy: s.text,
      symbol: s.text,
      side,
      strength: s.fraction,
      features: s.record(s.text, s.orNull(s.figure)),
      reasons: s.list(s.text),
    }),
  ),
  dropped: s.list(s.members({ strategy: s.text, symbol: s.text, reason: s.code, detail: s.anything })),
});

export const replay = document("replay", paper, {
  cycles: s.count,
  decisions: s.count,
  equal: s.flag,
  firstDifference: s.anything,
});

export const journalVerify = document("journal-verify", paper, {
  events: s.count,
  ok: s.flag,
  file: s.optional(s.text),
  line: s.optional(s.count),
  reason: s.optional(s.text),
});

export const auditConfig = document("audit-config", noMode, {
  ok: s.flag,
  findings: s.list(
    s.members({
      severity: s.is("error", "warning", "info"),
      code: s.code,
      file: s.orNull(s.text),
      path: s.orNull(s.text),
      message: s.text,
      fix: s.orNull(s.text),
    }),
  ),
  feasibility: s.list(
    s.members({
      strategy: s.text,
      symbol: s.text,
      nav: s.decimal,
      minNotional: s.orNull(s.decimal),
      maxNotional: s.orNull(s.decimal),
      feasible: s.flag,
      excludedBy: s.list(s.text),
    }),
  ),
  diff: s.list(
    s.members({
      path: s.text,
      before: s.anything,
      after: s.anything,
      effect: s.is("loosens", "tightens", "neutral"),
      severity: s.is("error", "warning", "info"),
    }),
  ),
});

export const doctor = document("doctor", s.is("paper", null), {
  ok: s.flag,
  checks: s.list(
    s.members({ id: s.text, status: s.is("pass", "warn", "fail", "skip"), detail: s.text, fix: s.orNull(s.text) }),
  ),
});

const share = s.orNull(s.figure);
const daily = {
  days: s.count,
  ...{ sharpe: share, sharpeInterval: s.orNull(s.list(s.figure)), probabilisticSharpe: share, sortino: share },
  ...{ volatility: share, omega: share, gainToPain: share, skewness: share, kurtosis: share, valueAtRisk95: share },
  ...{ conditionalValueAtRisk95: share, tailRatio: share, bestDay: share, worstDay: share, winningDays: share },
  ...{
    maxDrawdown: share,
    averageDrawdown: share,
    longestDrawdownDays: share,
    ulcerIndex: share,
    recoveryFactor: share,
  },
};

const rate = s.members({
  rate: s.orNull(s.decimal),
  source: s.orNull(s.text),
  at: s.orNull(s.iso),
  ageMs: s.orNull(s.figure),
  fresh: s.flag,
});

export const tearSheet = document("report", s.is("paper", null), {
  file: s.text,
  pdf: s.orNull(s.text),
  run: s.orNull(s.text),
  investor: s.flag,
  from: s.iso,
  at: s.iso,
  currency: s.is("USDT"),
  totalReturn: share,
  cagr: share,
  calmar: share,
  spans: s.members({ monthToDate: share, yearToDate: share, oneYear: share, bestMonth: share, worstMonth: share }),
  daily: s.members(daily),
  trades: s.members({ trades: s.count, winRate: share, payoff: share, profitFactor: share, kelly: share }),
  exposureTime: share,
  turnover: share,
  against: s.orNull(s.members({ days: s.count, alpha: share, beta: share, rSquared: share, informationRatio: share })),
  strategies: s.list(s.members({ name: s.text, profit: share, contribution: share, trades: s.count })),
  unattributed: share,
  rand: s.orNull(
    s.members({
      usdtUsd: rate,
      usdZar: rate,
      navUsd: s.orNull(s.decimal),
      navZar: s.orNull(s.decimal),
      unitZar: s.orNull(s.decimal),
    }),
  ),
  costs: s.members({ fees: share, funding: share, slippage: share }),
});

export const preferences = document("prefs", noMode, {
  path: s.text,
  values: s.optional(s.record(s.text, s.text)),
});

export const failure = document("error", s.is("paper", "dry-run", "testnet", "prod", null), {
  code: s.code,
  message: s.text,
  file: s.optional(s.text),
  path: s.optional(s.text),
  value: s.optional(s.anything),
  fix: s.optional(s.text),
});
