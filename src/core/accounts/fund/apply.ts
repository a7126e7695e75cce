import { addDec, compareDec, negDec, subDec, ZERO } from "../../lib/decimal.js";
import { err, ok, type Result } from "../../lib/result.js";
import { isoUtc } from "../../lib/time.js";
import type { FundEvent, FundRefusal } from "../../domain/fund-event.js";
import { cashUsd, type FundState, heldUnits, type SubFundHolding } from "./fund-state.js";
import { openFund } from "./open.js";
import { isPositive, sumDec } from "./money.js";
import { payOut } from "./pay-out.js";
import { strikeNav } from "./strike.js";

type Outcome = Result<FundState, FundRefusal>;
type Of<T extends FundEvent["type"]> = Extract<FundEvent, { readonly type: T }>;

export const refuse = (code: string, message: string): Outcome => err({ code, message });

/**
 * The fund after one more line of its ledger.
 *
 * Errors: why the line can't stand there; the state is as it was.
 */
export function applyFundEvent(state: FundState | null, event: FundEvent): Outcome {
  if (event.type === "fund.opened") {
    return state === null
      ? openFund(event)
      : refuse("fund_open", `${state.name} was opened on ${isoUtc(state.openedAtMs)}`);
  }
  if (state === null) return refuse("fund_not_open", "the ledger has no fund yet");
  // Two NAVs of one instant would divide the same money twice; requests may share theirs.
  const isLater = event.type === "nav.struck" ? event.atMs > state.struckAtMs : event.atMs >= state.struckAtMs;
  if (!isLater || event.atMs < state.struckAtMs) {
    return refuse("too_early", `${isoUtc(event.atMs)} is not after the NAV of ${isoUtc(state.struckAtMs)}`);
  }
  const next = entered(state, event);
  return next.ok ? ok({ ...next.value, atMs: Math.max(state.atMs, event.atMs) }) : next;
}

function entered(state: FundState, event: Exclude<FundEvent, { type: "fund.opened" }>): Outcome {
  switch (event.type) {
    case "subscription.received":
      return subscription(state, event);
    case "redemption.requested":
      return redemption(state, event);
    case "request.withdrawn":
      return withdrawn(state, event);
    case "subfund.traded":
      return subFundTraded(state, event);
    case "nav.struck":
      return strikeNav(state, event);
    case "money.paid":
      return payOut(state, event);
  }
}

/** Sorted, so that the order in which requests of one dealing were written is nobody's advantage. */
function waiting<T extends { readonly id: string }>(rows: readonly T[], row: T): readonly T[] {
  return [...rows, row].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const usedId = (id: string): Outcome => refuse("id_used", `${id} is in the ledger already`);

function subscription(state: FundState, { id, investor, amountUsd }: Of<"subscription.received">): Outcome {
  if (state.ids.includes(id)) return usedId(id);
  if (!isPositive(amountUsd)) return refuse("bad_amount", `a subscription of ${amountUsd} USD`);
  return ok({
    ...state,
    ids: [...state.ids, id].sort(),
    moneyUsd: addDec(state.moneyUsd, amountUsd),
    subscriptions: waiting(state.subscriptions, { id, investor, amountUsd }),
  });
}

function redemption(state: FundState, { id, investor, units }: Of<"redemption.requested">): Outcome {
  if (state.ids.includes(id)) return usedId(id);
  const others = state.redemptions.filter((row) => row.investor === investor);
  const held = heldUnits(state, investor);
  // «All» stands alone: beside others it would depend on their order what it is.
  const isTaken = others.some((row) => row.units === null) || (units === null && others.length > 0);
  const free = isTaken ? ZERO : subDec(held, sumDec(others.map((row) => row.units ?? ZERO)));
  const fits = units === null ? isPositive(free) : isPositive(units) && compareDec(units, free) <= 0;
  if (!fits) {
    return refuse(
      "too_many_units",
      `${investor} asks for ${units ?? "all"} units and has ${free} of ${held} to redeem`,
    );
  }
  return ok({
    ...state,
    ids: [...state.ids, id].sort(),
    redemptions: waiting(state.redemptions, { id, investor, units }),
  });
}

function withdrawn(state: FundState, { id }: Of<"request.withdrawn">): Outcome {
  const money = state.subscriptions.find((row) => row.id === id);
  if (money === undefined && !state.redemptions.some((row) => row.id === id)) {
    return refuse("unknown_request", `no request ${id} waits for a dealing`);
  }
  return ok({
    ...state,
    moneyUsd: subDec(state.moneyUsd, money?.amountUsd ?? ZERO),
    subscriptions: state.subscriptions.filter((row) => row.id !== id),
    redemptions: state.redemptions.filter((row) => row.id !== id),
  });
}

function subFundTraded(state: FundState, { id, units, amountUsd }: Of<"subfund.traded">): Outcome {
  const held: SubFundHolding = state.subFunds[id] ?? { units: ZERO, price: null, costUsd: ZERO };
  const left = addDec(held.units, units);
  const sameSign = isPositive(units)
    ? isPositive(amountUsd)
    : isPositive(negDec(units)) && isPositive(negDec(amountUsd));
  if (!sameSign) return refuse("bad_amount", `${units} units of ${id} for ${amountUsd} USD`);
  if (compareDec(left, ZERO) < 0) return refuse("too_many_units", `${id}: ${held.units} units are held`);
  if (compareDec(amountUsd, cashUsd(state)) > 0) {
    return refuse("no_cash", `${amountUsd} USD for ${id}, and the fund's bank has ${cashUsd(state)}`);
  }
  const { [id]: _gone, ...others } = state.subFunds;
  const now = { ...held, units: left, costUsd: addDec(held.costUsd, amountUsd) };
  const subFunds = isPositive(left) ? { ...others, [id]: now } : others;
  return ok({ ...state, moneyUsd: subDec(state.moneyUsd, amountUsd), subFunds });
}
