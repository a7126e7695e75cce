import { LiveAccount, type LiveAccountOptions } from "../../../../src/core/adapters/live/live-account.js";
import { dec, ZERO } from "../../../../src/core/lib/decimal.js";
import { NO_LIMITS } from "../../../support/no-limits.js";
import type { ManualClock } from "../resilience/manual-clock.js";

/** What a test says of its account; the rest is an empty one that trades BTCUSDT at 100 and has 10,000 USDT. */
type Wishes = Pick<LiveAccountOptions, "gateway" | "queue"> &
  Partial<LiveAccountOptions> & { readonly clock: ManualClock };

/** A live account over a gateway made by hand; a bug ends the test. */
export function accountOver({ clock, ...wishes }: Wishes): LiveAccount {
  return new LiveAccount({
    account: "main",
    clock,
    venueClock: { nowMs: () => clock.nowMs(), sync: async () => 0 },
    symbols: ["BTCUSDT"],
    settings: [],
    foreignPolicy: "halt",
    mayNotLeave: NO_LIMITS,
    reconcileEveryMs: 20_000,
    holding: () => ZERO,
    wallet: () => dec("10000"),
    markOf: () => 100,
    onBug: (error) => {
      throw error;
    },
    ...wishes,
  });
}

/** Answers that are on their way still need their time. */
export async function closed(clock: ManualClock, account: LiveAccount): Promise<void> {
  const closing = account.close();
  await clock.advance(60_000);
  await closing;
}
