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

type Wanted = Pick<StateCause, "code" | "kind" | "state" | "clears">;

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
  return candidates(book, policy).map((wanted) => {
    const raised = book.causes.find(({ code }) => code === wanted.code);
    return { ...wanted, sinceMs: raised?.sinceMs ?? book.atMs };
  });
}

/** True while a cause asks for every position to be closed. */
export function demandsFlatten(causes: readonly StateCause[]): boolean {
  return causes.some(({ code }) => FLATTENING_CAUSES.includes(code));
}

const RESUME = "an operator: hedge resume --reason …";
const REBASE = "an operator who rebases the risk peak with a reason";

/** By code: what to raise when its limit is broken. */
const CAUSES = {
  unprotected: {
    code: "unprotected_position",
    kind: "gate",
    state: "REDUCING",
    clears: "every position has its stop at the venue again",
  },
  anomaly: { code: "nav_anomaly", kind: "latch", state: "REDUCING", clears: RESUME },
  drawdown: { code: "drawdown_limit", kind: "latch", state: "REDUCING", clears: REBASE },
  hardDailyLoss: { code: "hard_daily_loss", kind: "latch", state: "HALTED", clears: RESUME },
  hardDrawdown: { code: "hard_drawdown", kind: "latch", state: "HALTED", clears: REBASE },
} as const satisfies Record<string, Wanted>;

/** Asked at every bar: nothing but the list is made while every limit holds. */
function candidates(book: DecisionBook, policy: RiskPolicy): readonly Wanted[] {
  const { global } = policy.limits;
  const anomaly = navAnomaly(book, policy);
  const unprotectedSeconds = unprotectedMs(book) / SECOND_MS;
  const drawdown = riskDrawdown(book);
  const broken: Wanted[] = [];
  if (!atMost(unprotectedSeconds, global.max_unprotected_seconds)) broken.push(CAUSES.unprotected);
  if (!atMost(anomaly.measured, anomaly.limit)) broken.push(CAUSES.anomaly);
  if (beyond(drawdown, global.max_nav_drawdown_pct)) broken.push(CAUSES.drawdown);
  if (beyond(dailyLoss(book), global.hard_daily_loss_pct)) broken.push(CAUSES.hardDailyLoss);
  if (beyond(drawdown, global.hard_drawdown_pct)) broken.push(CAUSES.hardDrawdown);
  return broken;
}

function beyond(lossPct: number, limitPct: number): boolean {
  return Number.isFinite(lossPct) && !atMost(lossPct, limitPct);
}
