import { present } from "../lib/invariant.js";
import { coolsDown } from "../risk/rules/r12-cooldown.js";
import { planRoute } from "../routing/plan-route.js";
import { urgencyOf } from "../routing/urgency.js";
import { buildIntents } from "../screener/build-intents.js";
import type { ScreenedIntent } from "../screener/screened-intent.js";
import { admitRoutes } from "./admit-routes.js";
import type { AccountDecision, AccountInput, DecisionInput } from "./decide.js";
import { matchLegs } from "./match-legs.js";
import { resizePlanner, sizeAndReview } from "./size-and-review.js";
import type { EngineContext } from "./state.js";

type AccountBooks = AccountInput & Pick<DecisionInput, "view" | "router">;

/** What the wishes of a cycle come to on the books of one account: intents, sizes, verdicts, routes. */
export function decideAccount(
  input: AccountBooks,
  protoIntents: readonly ScreenedIntent[],
  ctx: EngineContext,
): AccountDecision {
  const { view, book } = input;
  const built = buildIntents({
    protoIntents,
    book,
    caps: { ...ctx.risk, maxConcurrentPositions: ctx.risk.limits.global.max_concurrent_positions },
    policy: ctx.intents,
    route: ctx.routeAccount,
    coolsDown: (strategy, symbol) => coolsDown({ strategy, symbol }, { book, policy: ctx.risk }),
    planResize: resizePlanner(input, ctx),
  });
  const admitted = admitRoutes(built.intents, { router: input.router, policy: ctx.routing, atMs: book.atMs });
  // A signal that closes the position anyway leaves nothing for its age to close.
  const closing = new Set(built.intents.filter(({ purpose }) => purpose === "close").map(({ symbol }) => symbol));
  const exits = input.plannedExits.filter(({ intent }) => !closing.has(intent.symbol));
  const reviewed = sizeAndReview({ ...input, intents: admitted.intents, exits }, ctx);
  const routed = reviewed.approved.map((order) =>
    planRoute({
      order,
      view: present(view.symbols.get(order.intent.symbol), `view of ${order.intent.symbol}`),
      router: input.router,
      policy: ctx.routing,
      urgency: urgencyOf(order.intent.purpose),
      atMs: book.atMs,
    }),
  );
  return {
    book,
    drops: [...built.drops, ...admitted.drops],
    intents: admitted.intents,
    vetoes: reviewed.vetoes,
    routed: matchLegs(routed, view),
  };
}
