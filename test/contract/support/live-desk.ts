import { InputQueue } from "../../../src/core/adapters/live/input-queue.js";
import { LiveAccount } from "../../../src/core/adapters/live/live-account.js";
import { createLiveDriver } from "../../../src/core/adapters/live/live-driver.js";
import { systemClock } from "../../../src/core/adapters/system/clock.js";
import type { InputEvent } from "../../../src/core/domain/event.js";
import { MINUTE_MS } from "../../../src/core/lib/time.js";
import type { Broker } from "../../../src/core/ports/broker.js";
import type { VenueClock } from "../../../src/core/ports/venue-clock.js";
import type { VenueGateway } from "../../../src/core/ports/venue-gateway.js";
import { Books } from "./books.js";
import type { Reported } from "./broker-bench.js";
import { ACCOUNT, HOUR, INSTRUMENTS } from "./contract-market.js";
import { NO_LIMITS } from "../../support/no-limits.js";

/** What a live account needs of its venue. */
export interface DeskVenue {
  readonly gateway: VenueGateway;
  readonly clock: VenueClock;
}

export interface LiveDesk {
  readonly broker: Broker;
  readonly told: readonly InputEvent[];
  settle(holds: () => boolean, what: string): Promise<void>;
  report(): Promise<Reported>;
  close(): Promise<void>;
}

/** So long nothing comes any more: an answer and the frames of one order are milliseconds apart. */
const QUIET_MS = 40;
const PATIENCE_MS = 8_000;

/** Gateway, live account, queue and driver, as a session joins them; trading once `user` is up. */
export async function openLiveDesk({ gateway, clock }: DeskVenue): Promise<LiveDesk> {
  const queue = new InputQueue();
  const told: InputEvent[] = [];
  const books = new Books();
  const account = new LiveAccount({
    account: ACCOUNT,
    gateway,
    queue,
    clock: systemClock,
    venueClock: clock,
    symbols: INSTRUMENTS.slice(0, 3).map(({ symbol }) => symbol),
    settings: [],
    foreignPolicy: "halt",
    mayNotLeave: NO_LIMITS,
    reconcileEveryMs: 10 * MINUTE_MS,
    holding: (symbol) => books.readOn(told).qty(symbol),
    wallet: () => books.readOn(told).wallet,
    markOf: () => HOUR.open,
    onBug: (error) => {
      queue.fail(error);
    },
  });
  const stop = new AbortController();
  const driver = createLiveDriver({ queue, clock: systemClock, venueClock: clock, stop: stop.signal });
  const reading = readAll(driver, told, stop.signal);
  const nowMs = clock.nowMs();
  account.start([], { agreedMs: nowMs, walletsAtMs: nowMs });
  const settle = (holds: () => boolean, what: string): Promise<void> =>
    settled({ told, holds, what, failed: reading.failed });
  await settle(() => isUp(told), "the private stream up and reconciled");
  return {
    broker: account.broker,
    told,
    settle,
    report: async () => {
      const before = told.length;
      const found = (): InputEvent | undefined => told.slice(before).find(({ type }) => type === "venue.reported");
      account.lookAgain();
      await settle(() => found() !== undefined, "a report");
      return found() as Reported;
    },
    close: async () => {
      await account.close();
      stop.abort();
      await reading.done;
    },
  };
}

function isUp(told: readonly InputEvent[]): boolean {
  return told.some((event) => event.type === "connection.changed" && event.channel === "user" && event.up);
}

interface Reading {
  readonly done: Promise<void>;
  /** What broke beside the loop; null while all is well. */
  readonly failed: () => unknown;
}

/** The session's loop: takes what the driver tells until the signal. */
function readAll(driver: ReturnType<typeof createLiveDriver>, told: InputEvent[], stop: AbortSignal): Reading {
  let failure: unknown = null;
  const read = async (): Promise<void> => {
    while (!stop.aborted) {
      const event = await driver.next(null);
      if (event !== null && event.type !== "clock.advanced") told.push(event);
    }
  };
  const done = read().catch((error: unknown) => {
    failure = error;
  });
  return { done, failed: () => failure };
}

interface Settling {
  readonly told: readonly InputEvent[];
  readonly holds: () => boolean;
  readonly what: string;
  readonly failed: () => unknown;
}

async function settled({ told, holds, what, failed }: Settling): Promise<void> {
  const startedAtMs = systemClock.monotonicMs();
  let seen = told.length;
  let quietSinceMs = startedAtMs;
  for (;;) {
    if (failed() !== null) throw failed();
    const nowMs = systemClock.monotonicMs();
    if (told.length !== seen) [seen, quietSinceMs] = [told.length, nowMs];
    const isQuiet = nowMs - quietSinceMs >= QUIET_MS;
    if (isQuiet && holds()) return;
    if (nowMs - startedAtMs > PATIENCE_MS) throw new Error(`this never came: ${what}`);
    await systemClock.sleep(4);
  }
}
