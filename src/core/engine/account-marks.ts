import type { EventBody } from "../domain/event.js";
import { SETTLEMENT_ASSET } from "../domain/portfolio.js";
import type { AccountMarks } from "../domain/risk-state.js";
import { toNumber } from "../lib/decimal.js";
import { ownLimit } from "../risk/account-limits.js";
import { accountNavUsd } from "./cycle.js";
import type { EngineContext, EngineState } from "./state.js";

/** Follows day and peak of the accounts that have loss limits of their own; after the risk state has folded the event. */
export function foldAccountMarks(state: EngineState, event: EventBody, { risk }: EngineContext): void {
  if (risk.accounts === undefined) return;
  if (event.type === "wallet.adjusted" && event.kind === "flow" && event.asset === SETTLEMENT_ASSET)
    moveMarks(state, event.account, toNumber(event.amount));
  if (event.type !== "cycle.decided" && event.type !== "session.started") return;
  const positions = Object.values(state.portfolio.positions);
  for (const account of Object.keys(risk.accounts)) {
    const isMeasured = LOSS_LIMITS.some((name) => ownLimit(risk, account, name) !== null);
    if (!isMeasured || state.portfolio.accounts[account] === undefined) continue;
    noteNav(state, account, accountNavUsd(state, account, positions));
  }
}

const LOSS_LIMITS = ["daily_loss_limit_pct", "max_nav_drawdown_pct"] as const;

/** A NAV that can't be known moves nothing. */
function noteNav(state: EngineState, account: string, navUsd: number): void {
  const { dayAnchor } = state.risk;
  if (dayAnchor === null || !Number.isFinite(navUsd)) return;
  const before = state.risk.accountMarks?.[account];
  const isMidnight = state.atMs === dayAnchor.startMs;
  const dayNavUsd =
    before?.day === dayAnchor.day && !isMidnight ? before.dayNavUsd : openingNav(before, navUsd, isMidnight);
  const peakUsd = Math.max(before?.peakUsd ?? navUsd, navUsd);
  (state.risk.accountMarks ??= {})[account] = { day: dayAnchor.day, dayNavUsd, peakUsd, lastNavUsd: navUsd };
}

/** A day without a cycle at its midnight begins with the last NAV of the day before. */
function openingNav(before: AccountMarks | undefined, navUsd: number, isMidnight: boolean): number {
  return isMidnight ? navUsd : (before?.lastNavUsd ?? navUsd);
}

/** Somebody's money in or out is neither profit nor loss. */
function moveMarks({ risk }: EngineState, account: string, amountUsd: number): void {
  const marks = risk.accountMarks?.[account];
  if (marks === undefined || risk.accountMarks === undefined) return;
  const { day, dayNavUsd, peakUsd, lastNavUsd } = marks;
  risk.accountMarks[account] = {
    ...{ day, dayNavUsd: dayNavUsd + amountUsd },
    ...{ peakUsd: peakUsd + amountUsd, lastNavUsd: lastNavUsd + amountUsd },
  };
}
