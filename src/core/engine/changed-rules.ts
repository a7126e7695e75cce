import type { EventBody } from "../domain/event.js";
import type { StateCause } from "../domain/trading-state.js";
import type { EngineState } from "./state.js";

/** A change of grid or limits that decisions already follow, until a reconcile has passed under it. */
export interface RulesChange {
  readonly sinceMs: number;
  readonly detail: string;
}

/** Clears itself. */
export const RULES_GATE = "rules_changed";

/** A session that is configured anew has the rules of that moment in its configuration. */
export function foldRules(state: EngineState, event: EventBody): void {
  switch (event.type) {
    case "session.configured":
      state.rules = {};
      state.rulesChange = null;
      return;
    case "account.changed": {
      const { symbol, rules, what, detail, atMs } = event;
      if (symbol === null || rules === undefined) return;
      state.rules[symbol] = rules;
      if (what === "rules") state.rulesChange = { sinceMs: atMs, detail: `${symbol}: ${detail}` };
      return;
    }
    case "venue.reported":
      if (state.reconcileDifference === null) state.rulesChange = null;
      return;
    default:
  }
}

/** Nothing is opened between a change of rules and a look at the venue that finds books and orders as they should be. */
export function rulesCauses({ rulesChange }: EngineState): StateCause[] {
  if (rulesChange === null) return [];
  const { sinceMs, detail } = rulesChange;
  const clears = `a reconcile passes under the new rules (${detail})`;
  return [{ code: RULES_GATE, kind: "gate", state: "REDUCING", sinceMs, clears }];
}
