import { decisionInput } from "../../engine/cycle.js";
import { decide } from "../../engine/decide.js";
import type { SessionBooks } from "../whatif/session-books.js";

/** A wish of a strategy in a symbol, and what a cycle on the same books would make of it. */
export interface Fate {
  readonly strategy: string;
  readonly symbol: string;
  /** order: it would be sent. dropped, refused: by the reason, or the rule and its code. */
  readonly kind: "order" | "dropped" | "refused";
  readonly reason: string;
}

/** What follows from each wish if a cycle decided now: slots, sizes and every rule, on the books of its account. */
export function fatesOf({ state, ctx }: SessionBooks): readonly Fate[] {
  const { drops, accounts } = decide(decisionInput(state, { trigger: "bar", symbols: null }, { ctx }), ctx);
  const fates = accounts.flatMap(({ routed, vetoes, drops: ofAccount }) => {
    return [
      ...routed.map(({ order: { intent } }): Fate => fate(intent, "order", intent.purpose)),
      ...vetoes.map(({ order: { intent }, primary, violations }) => {
        const code = violations.find(({ rule }) => rule === primary)?.code ?? "";
        return fate(intent, "refused", `${primary} ${code}`.trim());
      }),
      ...ofAccount.map((drop) => fate(drop, "dropped", drop.reason)),
    ];
  });
  return [...fates, ...drops.map((drop) => fate(drop, "dropped", drop.reason))];
}

function fate({ strategy, symbol }: Pick<Fate, "strategy" | "symbol">, kind: Fate["kind"], reason: string): Fate {
  return { strategy, symbol, kind, reason };
}
