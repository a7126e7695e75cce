import type { EventBody } from "../domain/event.js";
import type { VetoRecord } from "../domain/veto-record.js";
import type { OrderRecord } from "../domain/order.js";
import { type ClosedTrade, isForcedExit, SETTLEMENT_ASSET } from "../domain/portfolio.js";
import { ORDER_WINDOW_MS } from "../domain/order-budget.js";
import type { Cooldown, RiskState } from "../domain/risk-state.js";
import { addDec, type Dec, toNumber } from "../lib/decimal.js";
import { HOUR_MS, MINUTE_MS } from "../lib/time.js";
import { laterCount } from "./order-budget.js";
import type { RiskPolicy } from "./policy.js";
import { resetDayOf } from "./reset-day.js";
import { cooldownEndMs } from "./rules/r12-cooldown.js";

/** Vetoes kept by id. */
export const LAST_VETOES = 50;
/** Hours of the window of veto counts. */
export const VETO_WINDOW_HOURS = 24;

/** What the ledger made of the event. */
export interface RiskEventContext {
  /** Newest instant that any event has told: history that is told once more does not turn the day back. */
  readonly nowMs: number;
  /** Newest NAV of the books after the event, null before the first. */
  readonly nav: Dec | null;
  readonly order: OrderRecord | null;
  readonly closedTrade: ClosedTrade | null;
  readonly policy: RiskPolicy;
}

/** Folds one event; changes `state` in place. Call it after the ledger has folded the same event. */
export function applyRiskEvent(state: RiskState, event: EventBody, context: RiskEventContext): void {
  // Before the NAV is looked at: a flow moves the marks that it is measured from.
  applyOperator(state, event);
  const nav = event.type === "session.started" ? event.navStart : context.nav;
  // A session is stamped with the start of its warm-up; its first day is that of its first decision.
  const atMs = event.type === "session.started" ? event.fromMs : Math.max(event.atMs, context.nowMs);
  if (nav !== null) applyNav(state, { atMs, nav }, context.policy);
  if (context.closedTrade !== null) applyClosedTrade(state, context.closedTrade, context.policy);
  if (event.type === "order.submitted" || event.type === "modify.requested") applySent(state, event.atMs, context);
  if (event.type === "orders.counted") {
    const { account, atMs: countedAtMs, tenSeconds, minute } = event;
    const told = { atMs: countedAtMs, tenSeconds, minute };
    state.countedOrders[account] = laterCount(state.countedOrders[account], told);
  }
  if (event.type === "market.bars" || event.type === "clock.advanced") prune(state, atMs, context.policy);
  if (event.type === "cycle.decided") {
    prune(state, event.atMs, context.policy);
    applyEntries(state, event);
    for (const veto of event.vetoes) applyVeto(state, veto, event, context.policy);
  }
}

function applyNav(
  state: RiskState,
  { atMs, nav }: { readonly atMs: number; readonly nav: Dec },
  policy: RiskPolicy,
): void {
  const { dayAnchor } = state;
  if (dayAnchor === null || atMs >= dayAnchor.untilMs) {
    const { day, startMs, endMs } = resetDayOf(atMs, policy.limits.reset_timezone);
    const atMidnight = atMs === startMs;
    state.dayAnchor = { day, nav: atMidnight ? nav : (state.lastNav ?? nav), startMs, untilMs: endMs };
  } else if (atMs === dayAnchor.startMs && dayAnchor.nav !== nav) {
    // The bar that ends at midnight comes before the cycle that values it.
    state.dayAnchor = { ...dayAnchor, nav };
  }
  state.lastNav = nav;
  if (state.riskPeak === null || toNumber(nav) > toNumber(state.riskPeak)) state.riskPeak = nav;
}

function applyClosedTrade(state: RiskState, trade: ClosedTrade, policy: RiskPolicy): void {
  const { cooldown_minutes_after_stop: afterStop, loss_streak: streak } = policy.limits.global;
  if (isForcedExit(trade)) {
    const sinceMs = wholeMinuteMs(trade.closedAtMs);
    const untilMs = sinceMs + afterStop * MINUTE_MS;
    startCooldown(state, { scope: "symbol", key: trade.symbol, sinceMs, untilMs, reason: "stop" }, trade.closedAtMs);
  }
  const lost = toNumber(trade.realizedPnl) - toNumber(trade.fees) + toNumber(trade.funding) < 0;
  const losses = lost ? (state.lossStreaks[trade.strategy] ?? 0) + 1 : 0;
  const tooMany = streak.trades > 0 && losses >= streak.trades;
  if (tooMany) {
    const sinceMs = wholeMinuteMs(trade.closedAtMs);
    const untilMs = sinceMs + streak.cooldown_minutes * MINUTE_MS;
    const timer: Cooldown = { scope: "strategy", key: trade.strategy, sinceMs, untilMs, reason: "loss_streak" };
    startCooldown(state, timer, trade.closedAtMs);
  }
  if (losses === 0 || tooMany) Reflect.deleteProperty(state.lossStreaks, trade.strategy);
  else state.lossStreaks[trade.strategy] = losses;
}

/** A fill comes some milliseconds after the bar that caused it: a timer of whole bars must not cost one bar more. */
function wholeMinuteMs(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

/** Ends of time for a timer that only an operator ends (a date JSON and `Date` can both carry). */
const UNTIL_RESUMED_MS = Date.UTC(9999, 11, 31);

/** Latches whose limit is measured from a mark of the past: who resumes them begins anew from the NAV of now. */
const PEAK_LATCHES: readonly string[] = ["drawdown_limit", "hard_drawdown"];

function applyOperator(state: RiskState, event: EventBody): void {
  if (event.type === "operator.halted" && event.strategy !== null) {
    const timer: Cooldown = {
      scope: "strategy",
      key: event.strategy,
      sinceMs: event.atMs,
      untilMs: UNTIL_RESUMED_MS,
      reason: "operator",
      said: { atMs: event.atMs, reason: event.reason },
    };
    startCooldown(state, timer, event.atMs);
  } else if (event.type === "operator.resumed") {
    state.cooldowns = state.cooldowns.filter(({ reason }) => reason !== "operator");
    if (event.codes.some((code) => PEAK_LATCHES.includes(code))) state.riskPeak = state.lastNav;
    const { dayAnchor, lastNav } = state;
    if (event.codes.includes("hard_daily_loss") && dayAnchor !== null && lastNav !== null)
      state.dayAnchor = { ...dayAnchor, nav: lastNav };
  } else if (event.type === "wallet.adjusted" && event.kind === "flow" && event.asset === SETTLEMENT_ASSET) {
    applyFlow(state, event.amount);
  }
}

/** Deposits and withdrawals are neither profit nor loss: the marks that limits are measured from move with them. */
function applyFlow(state: RiskState, amount: Dec): void {
  if (state.riskPeak !== null) state.riskPeak = addDec(state.riskPeak, amount);
  if (state.lastNav !== null) state.lastNav = addDec(state.lastNav, amount);
  if (state.dayAnchor !== null) state.dayAnchor = { ...state.dayAnchor, nav: addDec(state.dayAnchor.nav, amount) };
}

/** Cancels count for nothing at the venue; a change of an order counts like an order. */
function applySent(state: RiskState, atMs: number, { order, policy }: RiskEventContext): void {
  const scales = Object.values(policy.orderLimits).map(({ timeScale }) => timeScale);
  if (order === null || scales.length === 0) return;
  const sent = (state.sentOrders[order.request.account] ??= []);
  sent.push(atMs);
  const oldestMs = atMs - ORDER_WINDOW_MS.minute * Math.max(...scales);
  const expired = sent.findIndex((sentMs) => sentMs > oldestMs);
  if (expired > 0) sent.splice(0, expired);
}

type Cycle = Extract<EventBody, { type: "cycle.decided" }>;

/** An entry counts once, however many orders its route needs. */
function applyEntries(state: RiskState, event: Cycle): void {
  const counted = new Set<string>();
  for (const { purpose, intentId, request } of event.orders) {
    if (purpose !== "open" || counted.has(intentId)) continue;
    counted.add(intentId);
    (state.recentEntries[request.symbol] ??= []).push(event.atMs);
  }
}

function applyVeto(state: RiskState, veto: VetoRecord, { atMs, trigger }: Cycle, policy: RiskPolicy): void {
  const { id, symbol, strategy, primary } = veto;
  state.lastVetoes.push({ id, atMs, symbol, strategy, primary });
  if (state.lastVetoes.length > LAST_VETOES) state.lastVetoes.splice(0, state.lastVetoes.length - LAST_VETOES);
  const hourMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
  let hour = state.vetoHours[state.vetoHours.length - 1];
  if (hour?.hourMs !== hourMs) {
    hour = { hourMs, byRule: {} };
    state.vetoHours.push(hour);
  }
  hour.byRule[primary] = (hour.byRule[primary] ?? 0) + 1;
  // A timer or a halted account says nothing of the symbol, and a poll says again what the bar before it has said.
  const news = veto.purpose === "open" && trigger !== "poll";
  const feedsBurst = news && !veto.violations.some(({ rule }) => rule === "R12" || rule === "R01");
  if (feedsBurst) feedBurst(state, veto, atMs, policy);
}

function feedBurst(state: RiskState, veto: VetoRecord, atMs: number, policy: RiskPolicy): void {
  const { vetoes, cooldown_minutes: cooldownMinutes } = policy.limits.global.veto_burst;
  if (vetoes === 0) return;
  const key = `${veto.strategy}:${veto.symbol}`;
  const instants = (state.recentVetoes[key] ??= []);
  instants.push(atMs);
  if (instants.length < vetoes) return;
  Reflect.deleteProperty(state.recentVetoes, key);
  const untilMs = atMs + cooldownMinutes * MINUTE_MS;
  startCooldown(state, { scope: "symbol", key: veto.symbol, sinceMs: atMs, untilMs, reason: "veto_burst" }, atMs);
}

/** Of two timers on the same key the one that ends last stays. */
function startCooldown(state: RiskState, started: Cooldown, atMs: number): void {
  if (!(started.untilMs > atMs)) return;
  const same = (timer: Cooldown): boolean => timer.scope === started.scope && timer.key === started.key;
  if (state.cooldowns.some((timer) => same(timer) && timer.untilMs >= started.untilMs)) return;
  state.cooldowns = [...state.cooldowns.filter((timer) => !same(timer)), started];
}

/** Forgets what no rule can see any more, so that the state is as large as the recent past and no larger. */
function prune(state: RiskState, atMs: number, policy: RiskPolicy): void {
  if (state.cooldowns.some((timer) => timer.untilMs <= atMs || cooldownEndMs(timer, policy) < timer.untilMs)) {
    state.cooldowns = state.cooldowns
      .map((timer) => ({ ...timer, untilMs: cooldownEndMs(timer, policy) }))
      .filter(({ untilMs }) => untilMs > atMs);
  }
  keepAfter(state.recentEntries, atMs - HOUR_MS);
  keepAfter(state.recentVetoes, atMs - policy.limits.global.veto_burst.window_minutes * MINUTE_MS);
  const oldestHourMs = atMs - VETO_WINDOW_HOURS * HOUR_MS;
  while (state.vetoHours[0] !== undefined && state.vetoHours[0].hourMs <= oldestHourMs) state.vetoHours.shift();
}

function keepAfter(instantsByKey: Record<string, number[]>, oldestMs: number): void {
  for (const key of Object.keys(instantsByKey)) {
    const instants = instantsByKey[key] ?? [];
    const expired = instants.findIndex((atMs) => atMs > oldestMs);
    if (expired === -1) Reflect.deleteProperty(instantsByKey, key);
    else if (expired > 0) instants.splice(0, expired);
  }
}
