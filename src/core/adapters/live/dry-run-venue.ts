import type { Instrument } from "../../domain/instrument.js";
import type { AccountBook, Portfolio } from "../../domain/portfolio.js";
import type { VenueEvent } from "../../domain/venue-event.js";
import type { Clock } from "../../lib/clock.js";
import { toNumber } from "../../lib/decimal.js";
import type { Broker } from "../../ports/broker.js";
import type { FeedListener, LiveMark } from "../../ports/live-feed.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { SimPolicy } from "../../sim/policy.js";
import { createSimState, type SimState } from "../../sim/state.js";
import { type AskedVenue, withOrderLog } from "../../sim/order-log.js";
import { createSimVenue } from "../../sim/venue.js";
import { simBroker } from "../paper/sim-broker.js";
import type { InputQueue } from "./input-queue.js";

/** What is held when the venue opens. */
export interface OpeningBooks {
  readonly accounts: Readonly<Record<string, Pick<AccountBook, "account" | "wallet">>>;
  readonly positions: Portfolio["positions"];
}

interface DryRunOptions {
  readonly instruments: readonly Instrument[];
  readonly policy: SimPolicy;
  /** The books as they stand: wallets and positions of the simulated account. */
  readonly portfolio: OpeningBooks;
  readonly queue: InputQueue;
  readonly clock: Pick<Clock, "sleep">;
  readonly venueClock: Pick<VenueClock, "nowMs" | "speed">;
  readonly onBug: (error: unknown) => void;
}

/** Longest time the simulated venue sleeps: whoever places an order does not wake it. */
const TICK_MS = 20;

/** A venue in this process, filled from the live book, trades and marks. Nothing leaves the machine. */
export class DryRunVenue {
  readonly broker: Broker;
  readonly listener: Pick<FeedListener, "onTrade" | "onBook" | "onMark">;
  readonly #sim: AskedVenue;
  readonly #fundingDue = new Map<string, LiveMark>();
  readonly #closing = new AbortController();

  constructor(readonly options: DryRunOptions) {
    const { instruments, policy, portfolio, venueClock } = options;
    const state = stateOf(portfolio, venueClock.nowMs());
    this.#sim = withOrderLog(createSimVenue({ instruments, policy, state }));
    this.broker = simBroker(this.#sim, "dry-run", () => venueClock.nowMs());
    this.listener = {
      onTrade: (trade) => {
        this.#tell(this.#sim.trade(trade));
      },
      onBook: (book) => {
        this.#tell(this.#sim.book(book));
      },
      onMark: (mark) => {
        this.#onMark(mark);
      },
    };
  }

  start(): void {
    void this.#tick().catch(this.options.onBug);
  }

  close(): void {
    this.#closing.abort();
  }

  async #tick(): Promise<void> {
    const { clock, venueClock } = this.options;
    const { signal } = this.#closing;
    for (;;) {
      await clock.sleep(TICK_MS, signal);
      if (signal.aborted) return;
      this.#tell(this.#sim.advance(venueClock.nowMs()));
    }
  }

  /** The estimate that stood when the settlement came is what is settled. */
  #onMark(mark: LiveMark): void {
    const before = this.#fundingDue.get(mark.symbol);
    const { symbol, nextFundingMs: atMs, fundingRate: rate } = before ?? mark;
    const isSettled = atMs !== null && mark.nextFundingMs !== atMs;
    if (isSettled && rate !== null) this.#tell(this.#sim.fund({ symbol, atMs, rate, markPrice: mark.mark }));
    this.#fundingDue.set(mark.symbol, mark);
    this.#tell(this.#sim.mark(mark.symbol, mark.mark, mark.atMs));
  }

  #tell(events: readonly VenueEvent[]): void {
    for (const event of events) this.options.queue.push(event);
  }
}

function stateOf({ accounts, positions }: OpeningBooks, nowMs: number): SimState {
  const wallets = Object.fromEntries(Object.values(accounts).map(({ account, wallet }) => [account, wallet]));
  const state = createSimState(wallets, nowMs);
  for (const { account, symbol, qty, cost } of Object.values(positions)) {
    const held = state.accounts[account];
    if (held !== undefined)
      held.positions[symbol] = { holding: { qty, cost }, qty: toNumber(qty), costUsd: toNumber(cost) };
  }
  return state;
}
