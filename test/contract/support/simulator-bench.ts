import { createPaperVenue } from "../../../src/core/adapters/paper/paper-venue.js";
import { createRecordedFeed } from "../../../src/core/adapters/recorded-feed/recorded-feed.js";
import type { InputEvent } from "../../../src/core/domain/event.js";
import { HOUR_MS, SECOND_MS } from "../../../src/core/lib/time.js";
import type { BrokerBench, BrokerSubject } from "./broker-bench.js";
import { ACCOUNT, contractStore, FROM_MS, INSTRUMENTS, POLICY, TO_MS, WALLET } from "./contract-market.js";

/** The simulated venue of paper sessions and backtests: its time passes when its driver is asked. */
export const SIMULATOR: BrokerSubject = {
  name: "the in-process simulator",
  capabilities: {
    venue: "paper",
    conditionalOrders: true,
    closePositionStops: true,
    goodTillDate: true,
    orderChanges: true,
    reduceOnlyMinNotionalExempt: true,
    streams: "own-events",
  },
  lacks: {},
  onTakenId: "order.rejected",
  clockErrorMs: 0,
  open: openSimulator,
};

async function openSimulator(): Promise<BrokerBench> {
  const symbols = INSTRUMENTS.map(({ symbol }) => symbol);
  const span = { fromMs: FROM_MS, toMs: TO_MS, warmupMs: HOUR_MS, barMs: HOUR_MS };
  const feed = await createRecordedFeed({ store: contractStore(), symbols, ...span });
  const venue = { feed, policy: POLICY, instruments: INSTRUMENTS, wallets: { [ACCOUNT]: WALLET }, fromMs: FROM_MS };
  const { broker, driver } = createPaperVenue(venue);
  const told: InputEvent[] = [];
  let nowMs = FROM_MS;
  const pass = async (untilMs: number): Promise<void> => {
    for (;;) {
      const event = await driver.next(untilMs);
      if (event === null) throw new Error("the recorded market is over");
      nowMs = Math.max(nowMs, event.atMs);
      if (event.type === "clock.advanced") return;
      told.push(event);
    }
  };
  await pass(FROM_MS + 1);
  return {
    broker,
    told,
    nowMs: () => nowMs,
    settle: async (holds, what) => {
      await pass(nowMs + SECOND_MS);
      if (!holds()) throw new Error(`this never came: ${what}`);
    },
    passHour: () => pass(nowMs + HOUR_MS),
    report: async () => {
      const before = told.length;
      for (;;) {
        const report = told.slice(before).findLast((event) => event.type === "venue.reported");
        if (report !== undefined) return report;
        await pass(nowMs + HOUR_MS);
      }
    },
    close: async () => undefined,
  };
}
