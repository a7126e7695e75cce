import { type DecisionBook, riskDrawdown } from "../domain/decision-book.js";
import type { StateCause } from "../domain/trading-state.js";
import { SECOND_MS } from "../lib/time.js";
import { unprotectedMs } from "./context.js";
import type { RiskPolicy } from "./policy.js";
import { atMost } from "./rule.js";
import { navAnomaly } from "./rules/r03-nav-plausible.js";
import { dailyLoss } from "./rules/r10-daily-loss.js";

/** Gates that `wantedCauses` raises and that clear once it no longer asks for them. */
export const RISK_GATES: readonly string[] = ["unprotected_position"];

/** Latches that also close every position. */
export const FLATTENING_CAUSES: readonly string[] = ["hard_daily_loss", "hard_drawdown", "operator_flatten"];

/** Latches that close one symbol: the code is this, a colon and the symbol. */
const FLATTEN_SYMBOL = "operator_flatten";

export function flattenCode(symbol: string | null): string {
  return symbol === null ? FLATTEN_SYMBOL : `${FLATTEN_SYMBOL}:${symbol}`;
}

/** Symbols that causes ask to be closed although the others may stay. */
export function symbolsToFlatten(causes: readonly StateCause[]): readonly string[] {
  return causes.flatMap(({ code }) =>
    code.startsWith(`${FLATTEN_SYMBOL}:`) ? [code.slice(FLATTEN_SYMBOL.length + 1)] : [],
  );
}

interface Wanted extends Pick<StateCause, "code" | "kind" | "state" | "clears"> {
  readonly holds: boolean;
}

/**
 * What limits trading as the books stand now. The engine raises what is new, clears gates that are no longer
 * listed and keeps latches until an operator resumes. A cause that is already raised keeps its instant.
 *
 * The daily loss limit is a rule (R10), not a cause: it ends by itself at the reset. An unknown NAV raises
 * nav_anomaly; it never flattens, since a loss has to be known to be one.
 */
export function wantedCauses({
  book,
  policy,
}: {
  readonly book: DecisionBook;
  readonly policy: RiskPolicy;
}): StateCause[] {
  return candidates(book, policy)
    .filter(({ holds }) => holds)
    .map(({ code, kind, state, clears }) => {
      const raised = book.causes.find((cause) => cause.code === code);
      return { code, kind, state, clears, sinceMs: raised?.sinceMs ?? book.atMs };
    });
}

/** True while a cause asks for every position to be closed. */
export function demandsFlatten(causes: readonly StateCause[]): boolean {
  return causes.some(({ code }) => FLATTENING_CAUSES.includes(code));
}

function candidates(book: DecisionBook, policy: RiskPolicy): readonly Wanted[] {
  const { global } = policy.limits;
  const anomaly = navAnomaly(book, policy);
  const unprotectedSeconds = unprotectedMs(book) / SECOND_MS;
  const drawdown = riskDrawdown(book);
  const resume = "an operator: hedge resume --reason …";
  const rebase = "an operator who rebases the risk peak with a reason";
  return [
    {
      code: "unprotected_position",
      kind: "gate",
      state: "REDUCING",
      holds: !atMost(unprotectedSeconds, global.max_unprotected_seconds),
      clears: "every position has its stop at the venue again",
    },
    {
      code: "nav_anomaly",
      kind: "latch",
      state: "REDUCING",
      holds: !atMost(anomaly.measured, anomaly.limit),
      clears: resume,
    },
    {
      code: "drawdown_limit",
      kind: "latch",
      state: "REDUCING",
      holds: beyond(drawdown, global.max_nav_drawdown_pct),
      clears: rebase,
    },
    {
      code: "hard_daily_loss",
      kind: "latch",
      state: "HALTED",
      holds: beyond(dailyLoss(book), global.hard_daily_loss_pct),
      clears: resume,
    },
    {
      code: "hard_drawdown",
      kind: "latch",
      state: "HALTED",
      holds: beyond(drawdown, global.hard_drawdown_pct),
      clears: rebase,
    },
  ];
}

function beyond(lossPct: number, limitPct: number): boolean {
  return Number.isFinite(lossPct) && !atMost(lossPct, limitPct);
}
