import { InputQueue } from "../../../../src/core/adapters/live/input-queue.js";
import { LiveAccount, type LiveAccountOptions } from "../../../../src/core/adapters/live/live-account.js";
import type { InputEvent } from "../../../../src/core/domain/event.js";
import { addDec, type Dec, dec, negDec, ZERO } from "../../../../src/core/lib/decimal.js";
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
    venueClock: { nowMs: () => clock.nowMs(), sync: async () => 0, speed: 1 },
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

/** A queue that keeps what it hears, and the position that its fills add up to. */
export function heardQueue(): { queue: InputQueue; events: readonly InputEvent[]; held: () => Dec } {
  const queue = new InputQueue();
  const events: InputEvent[] = [];
  let held = ZERO;
  queue.push = (event) => {
    events.push(event);
    if (event.type === "order.filled") held = addDec(held, event.side === "buy" ? event.qty : negDec(event.qty));
  };
  return { queue, events, held: () => held };
}

/** Answers that are on their way still need their time. */
export async function closed(clock: ManualClock, account: LiveAccount): Promise<void> {
  const closing = account.close();
  await clock.advance(60_000);
  await closing;
}
