import type { AuditView } from "../../../src/cli/screens/audit-config-screen.js";
import type { ExplainView } from "../../../src/cli/screens/explain-view.js";
import type { ScreenPassView } from "../../../src/cli/screens/screen-pass-screen.js";
import type { SignalsView } from "../../../src/cli/screens/signals-screen.js";
import type { WhatIfView } from "../../../src/cli/screens/whatif-screen.js";

const AT = "2024-05-01T12:00:00Z";
const ATR_RULE = "strategy_config.strategies.momentum.volatility_buckets.hot";

/** Made by hand, with the longest words and figures that the screens meet: what is cut or wrapped shows. */
export const screenPass: ScreenPassView = {
  mode: "testnet",
  at: AT,
  protoIntents: [
    {
      ...{ strategy: "momentum", symbol: "BTCUSDT", side: "buy", strength: 0.8123 },
      reasons: ["EMA 20 above EMA 60 by 1.9 ATR", "trend up, ADX 31.2", "volatility normal, ratio 0.98"],
    },
    { strategy: "relative_value", symbol: "1000PEPEUSDT", side: "sell", strength: 1, reasons: ["z 2.31"] },
  ],
  fates: [
    { strategy: "momentum", symbol: "BTCUSDT", kind: "order" as const, reason: "open" },
    { strategy: "relative_value", symbol: "1000PEPEUSDT", kind: "refused" as const, reason: "R16 funding_too_high" },
  ],
  dropped: [
    {
      ...{ strategy: "momentum", symbol: "SOLUSDT", reason: "volatility_filter" },
      detail: { measured: 1.93456, limit: 1.5, setting: ATR_RULE },
    },
    { strategy: "smart_money", symbol: "1000PEPEUSDT", reason: "no_signal", detail: null },
  ],
};

const vetoes = [
  {
    rule: "R14",
    message:
      "orders of the account within 10 s with this one: 241; entries may use 240 of what the venue takes (venues.binance.order_limits.orders_10s)",
  },
  {
    rule: "R04",
    message: "the order is 16,000.00 USDT; at most 15,000.00 USDT (risk_limits.global.max_trade_nav_pct)",
  },
];

export const explained: ExplainView = {
  mode: "testnet",
  id: "v9f2c1d7a4b3e8f60",
  kind: "veto",
  chain: [
    {
      ...{ step: "bar", at: AT },
      data: { symbol: "BTCUSDT", open: "64000", high: "64250.5", low: "63800", close: "64100", mark: "64102.3" },
    },
    {
      ...{ step: "signal", at: AT },
      data: {
        ...{ strategy: "momentum", direction: "long", strength: 0.8123 },
        reasons: ["trend up, ADX 31.2", "volatility normal, ratio 0.98"],
        features: { adx: 31.2, spreadBps: 0.16, buySlippage10kUsdBps: 0.31, sellSlippage10kUsdBps: 0.42 },
      },
    },
    {
      ...{ step: "intent", at: AT },
      data: {
        ...{ side: "buy", purpose: "open", qty: "0.249", referencePrice: "64100", notional: "15960.9" },
        ...{ stopDistance: "1280.5", clamps: [{ rule: "risk_per_trade_pct", before: "25000", after: "15960.9" }] },
      },
    },
    { step: "veto", at: AT, data: { primary: "R04", rules: ["R04", "R14"] } },
  ],
  vetoes,
  smallestChange: [],
  reason:
    "The venue itself limits the orders of an account: no setting changes that, it passes with time. R04 refused it as well.",
};

export const whatIf: WhatIfView = {
  document: {
    ...{ mode: "testnet", approved: false, vetoes },
    sized: { qty: "0.249", notional: "15960.9", leverage: 0.1596 },
    clamps: [{ rule: "risk_per_trade_pct", before: "25000", after: "15960.9" }],
    largestApproved: { qty: "0.234", notional: "14999.4" },
  },
  at: AT,
  order: {
    ...{ symbol: "BTCUSDT", side: "buy", strategy: "momentum", price: "64100", asked: "16000" },
    ...{ nav: "100000", stopDistance: 1_280.5 },
  },
};

export const signals: SignalsView = {
  document: {
    mode: "testnet",
    funnel: [
      {
        ...{ strategy: "momentum", symbol: "BTCUSDT", bars: 17_544, signals: 1_204, protoIntents: 611, intents: 580 },
        ...{ sized: 580, approved: 12, filled: 12 },
        topDrops: [
          { reason: "R14", count: 568, setting: "venues.binance.order_limits.orders_10s", value: 241, limit: 240 },
          { reason: "volatility_filter", count: 593, setting: ATR_RULE, value: 1.93456, limit: 1.5 },
        ],
      },
      {
        ...{ strategy: "relative_value", symbol: "1000PEPEUSDT", bars: 731, signals: 9, protoIntents: 9, intents: 9 },
        ...{ sized: 9, approved: 0, filled: 0 },
        topDrops: [{ reason: "GROUP", count: 9, setting: null, value: null, limit: null }],
      },
    ],
  },
  enabled: ["momentum"],
  fromMs: Date.parse("2024-03-01T00:00:00Z"),
  toMs: Date.parse(AT),
  diagnoses: [
    {
      kind: "problem",
      text: "relative_value on 1000PEPEUSDT: all of 9 intents were refused by GROUP; its other leg is the one to look at",
    },
    {
      kind: "note",
      text: "momentum on BTCUSDT: 593 of 1,204 signals ended by volatility_filter (ratio 1.93, limit 1.5)",
    },
  ],
  settings: { "venues.binance.order_limits.orders_10s": 300 },
  units: { "R14 venues.binance.order_limits.orders_10s": "count" },
};

export const audited: AuditView = {
  ok: false,
  findings: [
    {
      ...{ severity: "error", file: "config/risk_limits.json", path: "global.hard_daily_loss_pct" },
      message: "0.02 is below daily_loss_limit_pct (0.03), so the latter could never act",
      fix: "set global.hard_daily_loss_pct to 0.03 or more",
    },
    { severity: "info", file: "", path: "", message: "4 strategies, 11 symbols", fix: null },
  ],
  feasibility: [
    {
      ...{ strategy: "momentum", symbol: "BTCUSDT", nav: "100000", minNotional: "64.1", maxNotional: "14999.4" },
      ...{ feasible: true, excludedBy: [] },
    },
    {
      ...{ strategy: "relative_value", symbol: "1000PEPEUSDT", nav: "100000", minNotional: null, maxNotional: null },
      ...{ feasible: false, excludedBy: ["R06", "R07"] },
    },
  ],
  diff: [
    {
      ...{ path: "risk_limits.global.max_trades_per_symbol_per_hour", before: 6, after: 12 },
      ...{ effect: "loosens", severity: "warning" },
    },
    {
      path: "strategy_config.strategies.momentum.volatility_buckets",
      before: { quiet: 0.5, normal: 1, hot: 0.5 },
      after: { quiet: 0.5, normal: 1, hot: null, panic: null },
      ...{ effect: "tightens", severity: "info" },
    },
  ],
};
