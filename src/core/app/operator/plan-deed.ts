import type { InputEvent } from "../../domain/event.js";
import { tradingState } from "../../domain/trading-state.js";
import { apply } from "../../engine/apply.js";
import { currentBook } from "../../engine/cycle.js";
import type { EngineContext, EngineState } from "../../engine/state.js";
import { SETTLEMENT_ASSET } from "../../domain/portfolio.js";
import { compareDec, type Dec, signDec, subDec } from "../../lib/decimal.js";
import { nearest } from "../../lib/nearest.js";
import { err, ok, type Result } from "../../lib/result.js";
import { HOUR_MS, isoUtc } from "../../lib/time.js";
import type { ControlReply, ControlRequest } from "../../ports/control.js";
import { flattenCode, wantedCauses } from "../../risk/causes.js";
import { haltedStrategies } from "../../engine/strategy-halts.js";

/** What becomes of an operator's word: the event to journal, or nothing because it holds already. */
export interface Deed {
  readonly event: InputEvent | null;
  readonly already: boolean;
  readonly sinceMs: number | null;
  readonly cleared: readonly string[];
}

export type Refusal = Extract<ControlReply, { readonly kind: "refused" }>;

export interface Situation {
  readonly state: EngineState;
  readonly context: EngineContext;
  /** The instant that the event gets; never before the newest event. */
  readonly atMs: number;
}

/** A longer leave to trade would be one that somebody forgets. */
export const MAX_LEASE_MS = 24 * HOUR_MS;

export const NOTHING: Deed = { event: null, already: true, sinceMs: null, cleared: [] };

/** Decides what a request means for the books as they stand. The same for a running executor and for a dead one's books. */
export function planDeed(request: ControlRequest, situation: Situation): Result<Deed, Refusal> {
  switch (request.verb) {
    case "look":
      return ok(NOTHING);
    case "halt":
      return request.strategy === null ? ok(planHalt(request, situation)) : planStrategyHalt(request, situation);
    case "resume":
      return planResume(request, situation);
    case "accept":
      return planAccept(request, situation);
    case "flatten":
      return planFlatten(request, situation);
    case "arm":
      return planArm(request, situation);
    case "disarm":
      if (situation.state.lease === null) return ok(NOTHING);
      return ok(newDeed({ type: "lease.disarmed", atMs: situation.atMs, reason: request.reason }));
  }
}

/** The line that a refusal leaves: a lease that somebody wanted and did not get is a part of the story. Else null. */
export function refusedDeed(request: ControlRequest, { code, message: reason }: Refusal, atMs: number): Deed | null {
  return request.verb === "arm" ? newDeed({ type: "interlock.refused", atMs, what: "arm", code, reason }) : null;
}

function newDeed(event: InputEvent, cleared: readonly string[] = []): Deed {
  return { event, already: false, sinceMs: event.atMs, cleared };
}

type Halt = Extract<ControlRequest, { verb: "halt" }>;

/** A second halt changes nothing, and a weaker one takes nothing back. */
function planHalt({ state: wanted, reason }: Halt, { state, atMs }: Situation): Deed {
  const known = state.portfolio.causes.find(({ code }) => code === "operator_halt");
  const isEnough = known !== undefined && (known.state === "HALTED" || wanted === "REDUCING");
  if (isEnough) return { ...NOTHING, sinceMs: known.sinceMs };
  return newDeed({ type: "operator.halted", atMs, state: wanted, strategy: null, reason });
}

function planStrategyHalt({ state: wanted, strategy, reason }: Halt, situation: Situation): Result<Deed, Refusal> {
  const { state, context, atMs } = situation;
  const known = context.strategies.map(({ id }) => id);
  if (strategy === null || !known.includes(strategy)) return err(unknownName("strategy", strategy ?? "", known));
  if (haltedStrategies(state).includes(strategy)) return ok(NOTHING);
  return ok(newDeed({ type: "operator.halted", atMs, state: wanted, strategy, reason }));
}

/**
 * Clears what an operator may clear, unless its reason is still there: then it would only come back. Gates clear
 * themselves, and go on limiting until then.
 */
function planResume(
  { reason }: Extract<ControlRequest, { verb: "resume" }>,
  situation: Situation,
): Result<Deed, Refusal> {
  const { state, atMs } = situation;
  const { causes } = state.portfolio;
  const codes = causes.filter(({ kind }) => kind === "latch").map(({ code }) => code);
  const strategies = haltedStrategies(state);
  if (codes.length === 0 && strategies.length === 0) return ok(NOTHING);
  const event = { type: "operator.resumed", atMs, codes, reason } as const;
  const obstacles = [
    ...(state.reconcileDifference === null ? [] : [`reconcile_difference: ${state.reconcileDifference.text}`]),
    ...restingForeign(codes, situation),
    ...Object.values(state.wrongModes).map((mode) => `account_changed: ${mode}`),
    ...returning(event, situation).map((code) => `${code}: its limit is still passed`),
  ];
  if (obstacles.length > 0) return err(notYet(obstacles));
  return ok(newDeed(event, [...codes, ...strategies.map((id) => `strategy:${id}`)]));
}

/** Orders of somebody else that still rest, where the policy is to halt for them. */
function restingForeign(codes: readonly string[], { state, context }: Situation): readonly string[] {
  if (context.foreignPolicy !== "halt" || !codes.includes("foreign_order")) return [];
  return Object.values(state.foreignOrders).map((order) => `foreign_order: ${order} rests at the venue`);
}

/** The amount is named to the last digit, so that nobody accepts another difference than the one that was looked at. */
function planAccept(
  { amount, reason }: Extract<ControlRequest, { verb: "accept" }>,
  { state, atMs }: Situation,
): Result<Deed, Refusal> {
  const wallet = state.reconcileDifference?.wallet ?? null;
  const books = wallet === null ? undefined : state.portfolio.accounts[wallet.account];
  if (wallet === null || books === undefined) return err(nothingToAccept());
  const difference = subDec(wallet.venue, books.wallet);
  if (compareDec(difference, amount) !== 0) return err(otherAmount(amount, difference));
  const { account } = wallet;
  const accepted = `accepted by an operator: ${reason}`;
  const asset = SETTLEMENT_ASSET;
  return ok(newDeed({ type: "wallet.adjusted", atMs, account, asset, kind: "charge", amount, reason: accepted }));
}

function nothingToAccept(): Refusal {
  return {
    kind: "refused",
    code: "nothing_to_accept",
    exitCode: 3,
    message: "no wallet differs from the venue's: there is nothing to accept",
    fix: "Leave --accept-wallet out. Positions and orders that differ are settled at the venue, not by a word.",
  };
}

function otherAmount(amount: Dec, difference: Dec): Refusal {
  return {
    kind: "refused",
    code: "other_amount",
    exitCode: 3,
    message: `the venue's wallet differs from the books by ${difference}, not by ${amount}: nothing was booked`,
    fix: `Look at it again; --accept-wallet=${difference} accepts it.`,
  };
}

/** Latches that the limits would raise again at once. */
function returning(
  event: Extract<InputEvent, { type: "operator.resumed" }>,
  { state, context }: Situation,
): readonly string[] {
  const after = structuredClone(state);
  apply(after, event, context);
  const wanted = Object.keys(after.portfolio.accounts).flatMap((account) =>
    wantedCauses({ book: currentBook(after, context, account), policy: context.risk }),
  );
  return event.codes.filter((code) => wanted.some((cause) => cause.code === code));
}

function notYet(obstacles: readonly string[]): Refusal {
  return {
    kind: "refused",
    code: "risk_gate_closed",
    exitCode: 6,
    message: `trading can't go on yet; ${obstacles.join("; ")}`,
    fix: "Settle that first (docs/OPERATIONS.md says how), then resume again.",
  };
}

function planFlatten(
  { symbol, reason }: Extract<ControlRequest, { verb: "flatten" }>,
  { state, atMs }: Situation,
): Result<Deed, Refusal> {
  const known = Object.keys(state.market);
  if (symbol !== null && !known.includes(symbol)) return err(unknownName("symbol", symbol, known));
  const latch = state.portfolio.causes.find(({ code }) => code === flattenCode(symbol) || code === flattenCode(null));
  if (latch !== undefined) return ok({ ...NOTHING, sinceMs: latch.sinceMs });
  return ok(newDeed({ type: "operator.flattened", atMs, symbol, reason }));
}

function planArm(
  { forMs, maxNotionalUsd }: Extract<ControlRequest, { verb: "arm" }>,
  { state, atMs }: Situation,
): Result<Deed, Refusal> {
  if (state.mode !== "prod") {
    return err({
      kind: "refused",
      code: "interlock_refused",
      exitCode: 7,
      message: `only production needs a lease: this session is ${state.mode}, where no order reaches a production venue`,
      value: state.mode,
      fix: "Leave it out, or name the production state with --state.",
    });
  }
  const isTerm = forMs > 0 && forMs <= MAX_LEASE_MS;
  if (!isTerm || signDec(maxNotionalUsd) <= 0) {
    const message = `a lease lasts up to ${String(MAX_LEASE_MS / HOUR_MS)} h and allows a notional above 0`;
    return err({ kind: "refused", code: "invalid_value", exitCode: 2, message });
  }
  const lease = { untilMs: atMs + forMs, maxNotionalUsd, configHash: state.configHash };
  return ok(newDeed({ type: "lease.armed", atMs, lease }));
}

function unknownName(what: "strategy" | "symbol", typed: string, known: readonly string[]): Refusal {
  const meant = nearest(typed, known);
  const listed = `known: ${[...known].sort().slice(0, 12).join(", ")}`;
  return {
    kind: "refused",
    code: `unknown_${what}`,
    exitCode: 2,
    message: `this session has no ${what} "${typed}"`,
    value: typed,
    fix: meant === null ? listed : `did you mean ${meant}? ${listed}`,
  };
}

/** Why nothing can be changed any more in a session whose data is over. */
export function sessionOver(state: EngineState): Refusal {
  return {
    kind: "refused",
    code: "session_ended",
    exitCode: 3,
    message: `this session ended at ${isoUtc(state.atMs)}: nothing trades, and it was ${tradingState(state.portfolio.causes)}`,
    fix: "Begin another one with `hedge executor --fresh` (the old books are archived).",
  };
}
