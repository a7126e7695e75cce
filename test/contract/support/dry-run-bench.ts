import { DryRunVenue } from "../../../src/core/adapters/live/dry-run-venue.js";
import { InputQueue } from "../../../src/core/adapters/live/input-queue.js";
import type { InputEvent } from "../../../src/core/domain/event.js";
import { ZERO } from "../../../src/core/lib/decimal.js";
import { MINUTE_MS, SECOND_MS } from "../../../src/core/lib/time.js";
import { settle } from "../../core/adapters/resilience/manual-clock.js";
import type { BrokerBench, BrokerSubject } from "./broker-bench.js";
import { ACCOUNT, FROM_MS, HOUR, INSTRUMENTS, POLICY, WALLET } from "./contract-market.js";

/** The simulated venue of dry runs: filled from live books, trades and marks. */
export const DRY_RUN: BrokerSubject = {
  name: "the dry-run venue",
  capabilities: {
    venue: "dry-run",
    conditionalOrders: true,
    closePositionStops: true,
    goodTillDate: true,
    orderChanges: true,
    reduceOnlyMinNotionalExempt: true,
    streams: "own-events",
  },
  lacks: { report: "its state is made from the books, so it has no word of its own" },
  onTakenId: "order.rejected",
  clockErrorMs: 0,
  open: openDryRun,
};

/** Each side of the book: the best level holds 30, every further tick a thousand. */
const BEST_QTY = 30;
const TICKS = [1, 2, 3, 4, 5] as const;

async function openDryRun(): Promise<BrokerBench> {
  const queue = new InputQueue();
  const { clock, nowMs, wakeAfter } = steppedTime();
  const account = { account: ACCOUNT, wallet: WALLET, realizedPnl: ZERO, fees: ZERO, funding: ZERO, flows: ZERO };
  const venue = new DryRunVenue({
    instruments: INSTRUMENTS,
    policy: POLICY,
    portfolio: { accounts: { [ACCOUNT]: account }, positions: {} },
    queue,
    clock,
    venueClock: { nowMs, speed: 1 },
    onBug: (error) => {
      queue.fail(error);
    },
  });
  venue.start();
  const told: InputEvent[] = [];
  const pass = async (durationMs: number): Promise<void> => {
    await wakeAfter(durationMs);
    for (let event = queue.shift(); event !== undefined; event = queue.shift()) told.push(event);
  };
  const quote = async (price: number): Promise<void> => {
    for (const { symbol } of INSTRUMENTS) {
      const level = (direction: 1 | -1) => (ticks: number) => ({
        price: (price * 10 + direction * ticks) / 10,
        qty: ticks === 1 ? BEST_QTY : HOUR.volume,
      });
      const atMs = nowMs();
      venue.listener.onTrade({ symbol, atMs, price, qty: HOUR.volume, takerSide: "buy" });
      venue.listener.onBook({ symbol, atMs, bids: TICKS.map(level(-1)), asks: TICKS.map(level(1)) });
      venue.listener.onMark({ symbol, atMs, mark: price, index: price, fundingRate: null, nextFundingMs: null });
    }
    await pass(SECOND_MS);
  };
  await quote(HOUR.open);
  return {
    broker: venue.broker,
    told,
    nowMs,
    settle: async (holds, what) => {
      await pass(SECOND_MS);
      if (!holds()) throw new Error(`this never came: ${what}`);
    },
    passHour: async () => {
      for (const price of [HOUR.low, HOUR.high, HOUR.close]) await quote(price);
      await pass(30 * MINUTE_MS);
    },
    report: async () => {
      throw new Error("a dry run reports nothing");
    },
    close: async () => {
      venue.close();
      await pass(0);
    },
  };
}

/** Time that passes at once: whoever sleeps wakes after it, however short he meant to. */
function steppedTime() {
  let nowMs = FROM_MS;
  let sleeping: (() => void)[] = [];
  const sleep = (): Promise<void> => new Promise((resolve) => void sleeping.push(resolve));
  const wakeAfter = async (durationMs: number): Promise<void> => {
    nowMs += durationMs;
    const woken = sleeping;
    sleeping = [];
    for (const wake of woken) wake();
    await settle();
  };
  return { clock: { sleep }, nowMs: () => nowMs, wakeAfter };
}
