import { createPaperVenue, type PaperVenue, type VenueSide } from "../adapters/paper/paper-venue.js";
import { createRecordedFeed } from "../adapters/recorded-feed/recorded-feed.js";
import { present } from "../lib/invariant.js";
import type { SessionPlan } from "./session-plan.js";

/** The recorded market and the simulated venue of a plan, or the several venues at which its accounts stand. */
export async function openPaperMarket(plan: SessionPlan): Promise<PaperVenue> {
  const { store, symbols, fromMs, toMs, warmupMs, barMs } = plan;
  const feed = await createRecordedFeed({ store, symbols, fromMs, toMs, warmupMs, barMs });
  const sides = sidesOf(plan);
  return createPaperVenue({
    feed,
    policy: plan.config.runtime.sim,
    instruments: [...plan.context.instruments.values()],
    wallets: plan.wallets,
    fromMs,
    ...(sides === null ? {} : { sides }),
  });
}

/** Each venue with the accounts that stand there; null for one venue that is never out. */
function sidesOf({ config, context, wallets }: SessionPlan): readonly VenueSide[] | null {
  const { outages = [] } = config.runtime.paper;
  const { accounts } = config.accounts;
  const traded = accounts.filter(({ id }) => Object.hasOwn(wallets, id));
  const keys = [...new Set(traded.map(({ venue }) => venue))];
  if (keys.length === 1 && outages.length === 0) return null;
  return keys.map((key) => {
    const here = traded.filter(({ venue }) => venue === key).map(({ id }) => id);
    const [first = ""] = here;
    return {
      instruments: [...(context.instrumentsOf?.(first) ?? context.instruments).values()],
      wallets: Object.fromEntries(here.map((id) => [id, present(wallets[id], `wallet of ${id}`)])),
      outages: outages
        .filter(({ venue }) => venue === key)
        .map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) })),
    };
  });
}
