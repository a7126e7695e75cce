import { createPaperVenue, type PaperVenue } from "../adapters/paper/paper-venue.js";
import { createRecordedFeed } from "../adapters/recorded-feed/recorded-feed.js";
import type { SessionPlan } from "./session-plan.js";

/** The recorded market and the simulated venue of a plan. */
export async function openPaperMarket(plan: SessionPlan): Promise<PaperVenue> {
  const { store, symbols, fromMs, toMs, warmupMs, barMs } = plan;
  const feed = await createRecordedFeed({ store, symbols, fromMs, toMs, warmupMs, barMs });
  return createPaperVenue({
    feed,
    policy: plan.config.runtime.sim,
    instruments: [...plan.context.instruments.values()],
    wallets: plan.wallets,
    fromMs,
  });
}
