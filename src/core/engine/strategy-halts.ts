import { tradingState } from "../domain/trading-state.js";
import type { EngineState } from "./state.js";

/** Strategies that an operator halted by name: timers that only a resume ends. */
export function haltedStrategies({ risk }: Pick<EngineState, "risk">): readonly string[] {
  return risk.cooldowns.flatMap(({ scope, key, reason }) =>
    scope === "strategy" && reason === "operator" ? [key] : [],
  );
}

/**
 * Why nothing of a strategy may open now, neither sent for the first time nor as the rest of an earlier order; null where
 * it may. A cooldown after losses is no such reason: what was decided before it is carried out.
 */
export function whyNothingOpens(state: EngineState, strategy: string): string | null {
  if (state.stopRequested) return "the session is stopping";
  const { causes } = state.portfolio;
  const now = tradingState(causes);
  if (now !== "ACTIVE") return `trading is ${now} (${causes.map(({ code }) => code).join(", ")})`;
  return haltedStrategies(state).includes(strategy) ? `${strategy} is halted` : null;
}
