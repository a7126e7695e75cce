import type { OutputEvent } from "../domain/event.js";
import type { StateCause } from "../domain/trading-state.js";
import { RISK_GATES, wantedCauses } from "../risk/causes.js";
import { CONNECTION_GATES, connectionCauses, leaseCauses } from "./connection-gates.js";
import type { BookOf } from "./cycle.js";
import { notedCauses } from "./noted-causes.js";
import { isCloseGate, refusedCloseCauses } from "./refused-closes.js";
import { RULES_GATE, rulesCauses } from "./changed-rules.js";
import type { EngineContext, EngineState } from "./state.js";

/** Raises what limits trading now and clears gates whose cause is gone. Latches stay until an operator resumes. */
export function causeStep(state: EngineState, books: BookOf, ctx: EngineContext): OutputEvent | null {
  if (!worthChecking(state)) return null;
  const wanted = [
    ...riskCauses(state, books, ctx),
    ...reconcileCause(state),
    ...notedCauses(state),
    ...connectionCauses(state),
    ...leaseCauses(state),
    ...rulesCauses(state),
    ...refusedCloseCauses(state),
  ];
  const { causes } = state.portfolio;
  const { atMs } = state;
  // A latch may become stricter: who reduces only may be halted afterwards.
  const raised = wanted.find(({ code, state: limit }) => {
    const known = causes.find((cause) => cause.code === code);
    return known === undefined || (known.state === "REDUCING" && limit === "HALTED");
  });
  if (raised !== undefined) return { type: "cause.raised", atMs, cause: raised };
  const cleared = causes.find(({ code }) => isOwnGate(code) && !wanted.some((cause) => cause.code === code));
  return cleared === undefined ? null : { type: "cause.cleared", atMs, code: cleared.code };
}

/** Limits move with the marks, so each bar and poll asks; between those only what a missing stop or a report may have changed. */
function worthChecking(state: EngineState): boolean {
  if ((state.due !== null && state.due.trigger !== "flip") || state.reconcileDifference !== null) return true;
  if (Object.keys(state.noted).length > 0) return true;
  if (state.rulesChange !== null || Object.keys(state.refusedCloses).length > 0) return true;
  const { positions, causes } = state.portfolio;
  for (const key in positions) if (positions[key]?.unprotectedSinceMs !== null) return true;
  if (state.outages.length > 0 || state.mode === "prod") return true;
  return causes.some(({ code }) => isOwnGate(code));
}

function isOwnGate(code: string): boolean {
  return RISK_GATES.includes(code) || CONNECTION_GATES.includes(code) || code === RULES_GATE || isCloseGate(code);
}

function riskCauses(state: EngineState, books: BookOf, ctx: EngineContext): StateCause[] {
  return Object.keys(state.portfolio.accounts).flatMap((account) =>
    wantedCauses({ book: books(account), policy: ctx.risk }),
  );
}

function reconcileCause(state: EngineState): StateCause[] {
  if (state.reconcileDifference === null) return [];
  return [
    {
      code: "reconcile_difference",
      kind: "latch",
      state: "REDUCING",
      sinceMs: state.atMs,
      clears: `an operator, after settling: ${state.reconcileDifference.text}`,
    },
  ];
}
