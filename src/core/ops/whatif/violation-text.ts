import type { Side, Violation } from "../../domain/intent.js";
import type { StateCause } from "../../domain/trading-state.js";
import { SECOND_MS, isoUtc } from "../../lib/time.js";
import { figureText } from "./figures.js";

/** What a sentence about a refusal names. */
export interface RefusedOrder {
  readonly symbol: string;
  readonly strategy: string;
  readonly side: Side;
  readonly causes: readonly StateCause[];
  /** Of the decision: what runs ends so much later. */
  readonly atMs: number;
  /** Sizing found no legal quantity: what is refused is the smallest order there is. */
  readonly bySizing?: boolean;
}

type Sentence = (figures: Figures, order: RefusedOrder, violation: Violation) => string;

interface Figures {
  readonly measured: string;
  readonly limit: string;
}

const exposureKind = (setting: string | null): string =>
  /_(gross|net|venue)_/.exec(setting ?? "")?.[1]?.replace("venue", "venue's gross") ?? "gross";

function leverageText({ measured, limit }: Figures, order: RefusedOrder, { setting }: Violation): string {
  const whose = setting === "risk_limits.global.max_leverage" ? "the account" : `the ${order.symbol} position`;
  return `the order brings ${whose} to ${measured} NAV; at most ${limit}`;
}

function cooldownText({ measured }: Figures, order: RefusedOrder, { setting, measured: seconds }: Violation): string {
  const after =
    setting?.endsWith("cooldown_minutes_after_stop") === true
      ? `${order.symbol} after a stop`
      : setting?.includes("loss_streak") === true
        ? `${order.strategy} after a run of losses`
        : `${order.symbol} after many vetoes`;
  const ends = seconds === null ? "" : ` and ends by itself at ${isoUtc(order.atMs + seconds * SECOND_MS)}`;
  return `the cooldown of ${after} runs for another ${measured}${ends}`;
}

/** The venue's own limit, less what is kept for orders that protect or reduce. */
function rateText({ measured, limit }: Figures, { symbol }: RefusedOrder, { setting }: Violation): string {
  const window = /\.order_limits\.(orders_10s|orders_1m)$/.exec(setting ?? "")?.[1];
  if (window === undefined) return `entries of ${symbol} within the hour with this one: ${measured}; at most ${limit}`;
  const length = window === "orders_1m" ? "a minute" : "10 s";
  return `orders of the account within ${length} with this one: ${measured}; entries may use ${limit} of what the venue takes`;
}

function minimumText({ measured, limit }: Figures, { bySizing }: RefusedOrder): string {
  return bySizing === true
    ? `what is left for the order is ${measured}; the smallest legal one is ${limit}`
    : `the order is ${measured}; at least ${limit}`;
}

/** A limit that only sizing has. */
const smallestComesTo =
  (what: string): Sentence =>
  ({ measured, limit }) =>
    `with the smallest legal order ${what} ${measured}; at most ${limit}`;

function liquidationText({ measured, limit }: Figures, order: RefusedOrder, { unit }: Violation): string {
  if (unit === "multiple")
    return `after the joint shock the margin balance is ${measured} maintenance margin; at least ${limit}`;
  return measured === "unknown"
    ? `how far the stop of ${order.symbol} lies from liquidation can't be known`
    : `the stop lies ${measured} of the way to liquidation; at most ${limit}`;
}

function stateText(state: string, { causes }: RefusedOrder): string {
  const why = causes.map(({ code, kind }) => `${kind} ${code}`).join(", ");
  return `trading is ${state}${why === "" ? "" : ` (${why})`}`;
}

const atMost =
  (what: (order: RefusedOrder, violation: Violation) => string): Sentence =>
  ({ measured, limit }, order, violation) =>
    `${what(order, violation)} ${measured}; at most ${limit}`;

const SENTENCES: Readonly<Record<string, Sentence>> = {
  trading_halted: (_figures, order) => `${stateText("HALTED", order)}: only protective exits pass`,
  trading_reducing: (_figures, order) => `${stateText("REDUCING", order)}: only orders that reduce pass`,
  account_reducing: () => "the account is set to open nothing: only orders that reduce pass",
  nav_stale: atMost(() => "the NAV's age is"),
  nav_anomaly: atMost(() => "the NAV differs from its prediction by"),
  trade_gt_nav_pct: atMost(() => "the order is"),
  leverage_exceeded: leverageText,
  min_notional: minimumText,
  risk_per_trade_pct: smallestComesTo("the loss at the stop is"),
  capacity_usd: smallestComesTo("the strategy holds of its capacity"),
  free_margin: smallestComesTo("what is taken of the free margin is"),
  max_order_notional: atMost(({ symbol }) => `the ${symbol} order is`),
  symbol_exposure: atMost(({ symbol }) => `with the order the exposure in ${symbol} is`),
  global_exposure: atMost((_order, { setting }) => `with the order the ${exposureKind(setting)} exposure is`),
  daily_loss_limit: atMost(() => "the loss since the day's start is"),
  account_daily_loss: atMost(() => "the loss of the account since the day's start is"),
  drawdown_limit: atMost(() => "the fall from the risk peak is"),
  account_drawdown: atMost(() => "the fall of the account from its highest NAV is"),
  cooldown: cooldownText,
  max_concurrent_positions: atMost(() => "positions and entries in flight with this one:"),
  account_concurrency: atMost(() => "positions and entries in flight of the account with this one:"),
  strategy_concurrency: atMost(({ strategy }) => `positions of ${strategy} with this one:`),
  symbol_concurrency: ({ measured, limit }, { symbol }, { unit }) =>
    unit === "usd"
      ? `there is nothing (left) to close in ${symbol}: ${measured} asked, ${limit} held`
      : `${symbol} is taken by a position or an entry in flight: ${measured} with this one; at most ${limit}`,
  trade_rate_limit: rateText,
  strategy_exposure: atMost(({ strategy }) => `with the order the exposure of ${strategy} is`),
  price_stale: atMost(
    ({ symbol }, { setting }) =>
      `the newest ${setting?.endsWith("max_book_age_seconds") === true ? "order book" : "price"} of ${symbol} is old:`,
  ),
  spread_too_wide: atMost(({ symbol }) => `the spread of ${symbol} is`),
  slippage_too_high: ({ measured, limit }, { symbol }) =>
    measured === "unknown"
      ? `the order book of ${symbol} is lost or too shallow to tell the slippage of the whole order; at most ${limit}`
      : `the slippage of the whole ${symbol} order would be ${measured}; at most ${limit}`,
  price_divergence: atMost(({ symbol }) => `the mark of ${symbol} differs from its other prices by`),
  funding_too_high: atMost(({ symbol }) => `the funding of ${symbol} until the horizon of the trade is`),
  venue_circuit_open: ({ measured }) => `the venue has not answered for ${measured}`,
  user_stream_stale: ({ measured }) => `the account's own events have been silent for ${measured}`,
  restricted_symbol: ({ measured, limit }, { symbol }, { unit }) =>
    unit === "state" ? `${symbol} may not be opened` : `${symbol} may not be opened: ${measured}, limit ${limit}`,
  liquidation_distance: liquidationText,
  correlated_exposure: atMost((_order, { setting }) => {
    const kind = setting?.endsWith("max_gross_exposure_pct") === true ? "gross exposure" : "β-weighted exposure";
    return `with the order the ${kind} of group ${setting?.split(".").at(-2) ?? "?"} is`;
  }),
  unprotected_position: atMost(() => "a position has lacked its stop for"),
  group_incomplete: ({ measured, limit }, _order, { leg }) =>
    `${leg === undefined ? "another leg of the idea" : `its other leg, ${leg},`} is refused: ${measured} of ${limit} legs pass`,
};

/** One sentence for a violation: what was measured, what holds, where that is set. */
export function violationText(violation: Violation, order: RefusedOrder): string {
  const { code, measured, limit, unit, setting } = violation;
  const figures = { measured: figureText(measured, unit), limit: figureText(limit, unit) };
  const sentence =
    SENTENCES[code]?.(figures, order, violation) ?? `sizing finds no quantity (${code.replaceAll("_", " ")})`;
  return setting === null ? sentence : `${sentence} (${setting})`;
}

/** A violation as documents carry it. */
export interface ViolationLine {
  readonly rule: string;
  readonly code: string;
  readonly measured: number | null;
  readonly limit: number | null;
  readonly unit: string;
  readonly message: string;
}

export function violationLine(violation: Violation, order: RefusedOrder): ViolationLine {
  const { rule, code, measured, limit, unit } = violation;
  return { rule, code, measured, limit, unit, message: violationText(violation, order) };
}
