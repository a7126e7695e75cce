import { setMaxListeners } from "node:events";
import type { ForeignPolicy } from "../../domain/connection.js";
import type { InputEvent, JournalEvent } from "../../domain/event.js";
import type { OrderRecord } from "../../domain/order.js";
import type { OtherWallets } from "../../domain/portfolio.js";
import type { Clock } from "../../lib/clock.js";
import type { Dec } from "../../lib/decimal.js";
import type { Broker } from "../../ports/broker.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { VenueGateway, VenueRefusal, VenueSymbolSetting } from "../../ports/venue-gateway.js";
import { AccountWatch } from "./account-watch.js";
import { adoptOrder } from "./adopt-order.js";
import { awaitEnd, watchRestingEntries } from "./await-end.js";
import { awaitFills } from "./await-fills.js";
import { Channels } from "./channels.js";
import { EntrySwitch } from "./entry-switch.js";
import { FundingBooks } from "./funding-books.js";
import type { InputQueue } from "./input-queue.js";
import { type KnownOrder, KnownOrders } from "./known-orders.js";
import { createLiveBroker } from "./live-broker.js";
import type { Background, LeaveRules, LiveContext } from "./live-context.js";
import { LookLoop } from "./look-loop.js";
import { inTime } from "./near-now.js";
import { OrderWords } from "./order-words.js";
import { Reconciler } from "./reconciler.js";
import { withinReason } from "./read-rules.js";
import { SeenTrades } from "./seen-trades.js";
import { SharedReads } from "./shared-reads.js";
import { hearUserEvent } from "./user-words.js";

export interface LiveAccountOptions {
  readonly account: string;
  readonly gateway: VenueGateway;
  readonly queue: InputQueue;
  readonly clock: Clock;
  readonly venueClock: Pick<VenueClock, "nowMs" | "sync" | "speed">;
  readonly symbols: readonly string[];
  /** Leverage and margin type of the symbols, as the start left them. */
  readonly settings: readonly VenueSymbolSetting[];
  readonly foreignPolicy: ForeignPolicy;
  /** Whether something may still open: trading state, interlock. */
  readonly mayNotLeave: LeaveRules;
  /** Reads the venue's rules again and tells what has changed of them; nothing where nobody watches them. */
  readonly readRules?: () => Promise<void>;
  /** Wall time between two looks at the venue. */
  readonly reconcileEveryMs: number;
  readonly holding: (symbol: string) => Dec;
  readonly wallet: () => Dec;
  /** What the books say of other assets; left out where nobody keeps them. */
  readonly otherWallets?: () => OtherWallets | null;
  readonly markOf: (symbol: string) => number | null;
  /** A bug beside the session's loop. */
  readonly onBug: (error: unknown) => void;
}

/** How long the end of a session waits for the venue's books. */
const LAST_LOOK_MS = 5_000;

/** One account at one venue during a session: its broker, its private stream, and the watch over both. */
export class LiveAccount {
  readonly broker: Broker;
  readonly #context: LiveContext;
  readonly #reconciler: Reconciler;
  readonly #funding: FundingBooks;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #channels: Channels;
  readonly #looks: LookLoop;
  readonly #setUp: AccountWatch;
  #told = 0;
  /** Rises with every break of the stream: events may be missing until a look that began after it has passed. */
  #breaks = 1;
  #filledBreaks = 0;
  #completeSinceMs = 0;
  #openedAtMs = 0;
  #streamUp = false;
  #readIncome = false;

  constructor(readonly options: LiveAccountOptions) {
    const { queue } = options;
    const tell = (event: InputEvent): void => {
      this.#told += 1;
      queue.push(inTime(event, options.venueClock));
      if ("clientOrderId" in event) this.#hearOf(event.clientOrderId);
    };
    const orders = new KnownOrders();
    const trades = new SeenTrades();
    const onEndDue = (order: KnownOrder): void => {
      this.#background(() => awaitEnd(this.#context, order, soon));
    };
    const onFillsMissing = (order: KnownOrder): void => {
      this.#background(() => awaitFills(this.#context, order));
    };
    const words = new OrderWords({ orders, trades, tell, clock: options.clock, onEndDue, onFillsMissing });
    const closing = this.#closing.signal;
    // One listener for each order that is looked into, and no leak: they go when the wait is over.
    setMaxListeners(0, closing);
    const background: Background = (work) => {
      this.#background(work);
    };
    const { clock, reconcileEveryMs: everyMs } = options;
    this.#looks = new LookLoop({ clock, everyMs, closing, look: () => this.#look() });
    const soon = (): void => {
      this.#looks.soon();
    };
    const entrySwitch = new EntrySwitch({ ...options, orders, background, closing, onRunOut: soon });
    const since = { completeSinceMs: () => this.#completeSinceMs, openedAtMs: () => this.#openedAtMs };
    const shared = new SharedReads({ ...options, closing, context: () => this.#context });
    const otherWallets = options.otherWallets ?? (() => null);
    this.#context = { ...options, ...since, otherWallets, orders, trades, words, shared, entrySwitch, tell, closing };
    const channels = new Channels({ tell, nowMs: () => options.venueClock.nowMs() });
    this.#channels = channels;
    const onTrouble = (reason: string | null): void => {
      if (reason === null) channels.up("settings", "read again");
      else channels.down("settings", reason);
    };
    this.#setUp = new AccountWatch({ ...options, tell, onTrouble });
    this.#reconciler = new Reconciler({
      context: this.#context,
      told: () => this.#told,
      symbols: options.symbols,
      readMoney: () => this.#funding.catchUp(),
    });
    this.#funding = new FundingBooks(this.#context, options.markOf);
    this.broker = createLiveBroker({
      context: this.#context,
      background,
      lookAgain: soon,
      readRules: () => withinReason(options, closing),
      onHalt: (refusal) => {
        this.setRest("halted", refusalText(refusal));
        soon();
      },
    });
  }

  /** What the journal knows: trades and money already booked. */
  recall(event: JournalEvent): void {
    if (event.type === "order.filled" || event.type === "position.liquidated")
      this.#context.trades.add(event.symbol, event.tradeId);
    else if (event.type === "funding.settled" || event.type === "wallet.adjusted") this.#funding.recall(event);
  }

  /** Before anything of the market is told: a bar that closes while a session starts must not be traded on. */
  announce(): void {
    this.#channels.down("user", "the session starts");
  }

  /**
   * Takes over the orders of the books, opens the private stream, and keeps looking. Trading is REDUCING until the
   * first reconcile has passed.
   *
   * agreedMs: venue time at which the books last agreed with the venue; what happened after it is asked for.
   * walletsAtMs: venue time before which everything is in the wallet that the books began with.
   */
  start(
    orders: readonly OrderRecord[],
    { agreedMs, walletsAtMs }: { readonly agreedMs: number; readonly walletsAtMs: number },
  ): void {
    this.#completeSinceMs = agreedMs;
    this.#openedAtMs = walletsAtMs;
    this.#funding.start(agreedMs, walletsAtMs);
    this.announce();
    for (const order of orders) {
      adoptOrder(this.#context, order, (work) => {
        this.#background(work);
      });
    }
    this.#context.entrySwitch.recall(orders);
    this.options.gateway.follow({
      onEvent: (event, filledQty) => {
        if (this.#setUp.knows(event)) return;
        const consequence = hearUserEvent(this.#context, event, filledQty);
        if (consequence === "nothing") return;
        if (consequence !== "look_again") this.#readIncome = true;
        if (consequence !== "note_income") this.#looks.soon();
      },
      onUp: () => {
        this.#streamUp = true;
        this.#looks.soon();
      },
      onDown: (reason) => {
        this.#streamUp = false;
        this.#breaks += 1;
        this.#channels.down("user", reason);
      },
    });
    this.#background(() => this.#looks.run());
    this.#background(() =>
      watchRestingEntries(this.#context, () => {
        this.#looks.soon();
      }),
    );
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#looks.soon();
    await this.options.gateway.close();
    await Promise.all(this.#running);
  }

  /** Reads money, positions and open orders before the session ends; gives up where the venue does not answer. */
  async lastLook(): Promise<void> {
    const { clock } = this.options;
    const over = new AbortController();
    const look = async (): Promise<void> => {
      if (await this.#funding.catchUp()) await this.#reconciler.run(false);
    };
    await Promise.race([look(), clock.sleep(LAST_LOOK_MS, over.signal)]);
    over.abort();
  }

  /** Reads money history, wallets, positions and open orders soon. */
  lookAgain(): void {
    this.#readIncome = true;
    this.#looks.soon();
  }

  /** Compares wallets, positions and open orders with the venue's soon. */
  compareSoon(): void {
    this.#looks.soon();
  }

  /** Something below answers, or doesn't: an open circuit, a refused clock. */
  setRest(source: string, problem: string | null): void {
    if (this.#channels.setRest(source, problem) === "compare") this.#looks.soon();
  }

  async #look(): Promise<boolean> {
    const breaks = this.#breaks;
    const all = this.#filledBreaks < breaks;
    const readIncome = this.#readIncome || all;
    this.#readIncome = false;
    const whole = this.#streamUp;
    const money = !readIncome || (await this.#funding.catchUp());
    const passed = money && (await this.#reconciler.run(all));
    if (!passed) {
      this.#readIncome ||= readIncome;
      return false;
    }
    await this.#setUp.look();
    this.#context.entrySwitch.reviewAll();
    this.#channels.restPassed();
    // Only a look that began with the stream alive, and saw no break, has missed nothing.
    if (whole && breaks === this.#breaks) {
      this.#filledBreaks = breaks;
      this.#channels.up("user");
    }
    return true;
  }

  #hearOf(clientOrderId: string): void {
    const { orders, entrySwitch } = this.#context;
    const order = orders.get(clientOrderId);
    if (order !== undefined) entrySwitch.review(order.ref.symbol);
  }

  #background(work: () => Promise<void>): void {
    const running = work()
      .catch((error: unknown) => {
        this.options.onBug(error);
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
}

function refusalText({ code, reason }: VenueRefusal): string {
  return `${String(code)}: ${reason}`;
}
