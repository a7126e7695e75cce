import type { DecisionBook } from "../../domain/decision-book.js";
import type { StateCause } from "../../domain/trading-state.js";
import { SECOND_MS } from "../../lib/time.js";
import { joined, condition, type RiskRule } from "../rule.js";

/** Gates of the engine that say what is down at the venue; in paper the simulated venue never is. */
const CODES = ["venue_circuit_open", "user_stream_stale"] as const;

/** Seconds a channel has been down; 0 while it is up. */
function downSeconds(causes: readonly StateCause[], code: string, atMs: number): number {
  const raised = causes.find((cause) => cause.code === code);
  return raised === undefined ? 0 : Math.max(0.001, (atMs - raised.sinceMs) / SECOND_MS);
}

/** Of the channels that R18 watches, the one that has been down longest. */
export function longestOutageSeconds({ causes, atMs }: Pick<DecisionBook, "causes" | "atMs">): number {
  return Math.max(...CODES.map((code) => downSeconds(causes, code, atMs)));
}

/** The venue answers and the account's own events arrive. */
export const venueHealth: RiskRule = {
  id: "R18",
  codes: CODES,
  title: "venue health",
  skipsReducing: true,
  check(_order, ctx) {
    const { book, atMs } = ctx;
    return joined(
      ...CODES.map((code) => {
        const measured = downSeconds(book.causes, code, atMs);
        return condition(measured <= 0, { rule: "R18", code, measured, limit: 0, unit: "seconds", setting: null }, ctx);
      }),
    );
  },
};
