import { ENTRY_ORDER_SHARE, type OrderCounts } from "../../domain/order-budget.js";
import type { Clock } from "../../lib/clock.js";
import { err, ok, type Result } from "../../lib/result.js";
import { MINUTE_MS, SECOND_MS } from "../../lib/time.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import { HoldOff, MAX_HOLD_OFF_MS } from "./hold-off.js";
import {
  believable,
  type HostUsage,
  mergeUsage,
  NO_USAGE,
  type SharedUsage,
  TEN_SECONDS_MS,
  type UsedWindow,
} from "./shared-usage.js";

/** From the most to the least urgent. `protective`: cancels, stops and what reduces. */
export type Priority = "protective" | "order" | "account" | "market";

export interface VenueLimits {
  readonly weightPerMinute: number;
  readonly ordersPerTenSeconds: number;
  readonly ordersPerMinute: number;
}

export interface CallCost {
  readonly weight: number;
  readonly orders: number;
  readonly priority: Priority;
}

export interface LimiterOptions {
  readonly clock: Clock;
  readonly limits: VenueLimits;
  /** Null: this process alone. */
  readonly shared: SharedUsage | null;
  /** Names the account in the shared file without telling its key. */
  readonly accountTag: string;
  /** Hears how many orders the venue has counted of the account once that is much of what it allows. */
  readonly onOrders?: (counted: OrderCounts) => void;
}

/** Share of a limit that each may use up: the rest is kept for the more urgent. */
const WEIGHT_SHARE = { protective: 1, order: 0.9, account: 0.75, market: 0.6 } as const;
const ORDER_SHARE = {
  ...{ protective: 1, order: ENTRY_ORDER_SHARE },
  ...{ account: ENTRY_ORDER_SHARE, market: ENTRY_ORDER_SHARE },
} as const;
/** Decisions hear of the count from this share of a limit on, and again whenever it has grown by such a part of it. */
const TELL_FROM = 0.5;
const TELL_STEP = 0.05;
/** An order that waits longer is no longer the order that was decided; a long history may wait for a new minute. */
const MAX_WAIT_MS = { protective: 5_000, order: 1_000, account: 20_000, market: 65_000 } as const;
const RANK = { protective: 0, order: 1, account: 2, market: 3 } as const;

const NO_WINDOW: UsedWindow = { window: 0, used: 0 };
/** Our own number for what was never sent: the venue has said nothing. */
const NOT_SENT = 0;
const MAX_WAITING = 256;
const REREAD_MS = 200;
/** A write costs about a millisecond on the way of an answer: in a burst only every so often. */
const REWRITE_MS = 100;
/** Waiting for a more urgent call to go first. */
const TURN_MS = 5;

interface Waiting {
  readonly cost: CallCost;
  readonly order: number;
}

/** A stop counts as an order and weighs nothing: it has no business behind a question that waits for weight. */
function wantSame(a: CallCost, b: CallCost): boolean {
  return (a.weight > 0 && b.weight > 0) || (a.orders > 0 && b.orders > 0);
}

/**
 * Keeps all calls of the machine's processes below the venue's limits. Windows are counted on the wall clock's grid, as
 * the venue does; its headers (`X-MBX-USED-WEIGHT-1M`, `X-MBX-ORDER-COUNT-*`) raise our own figures, never lower them.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #shared: SharedUsage | null;
  readonly #tag: string;
  readonly #onOrders: ((counted: OrderCounts) => void) | null;
  #limits: VenueLimits;
  #limitsTold = false;
  #toldOrders: Readonly<Record<keyof OrderCounts, UsedWindow>> = { tenSeconds: NO_WINDOW, minute: NO_WINDOW };
  #usage: HostUsage = NO_USAGE;
  readonly #slow: HoldOff;
  readonly #banned: HoldOff;
  #readAtMs = Number.NEGATIVE_INFINITY;
  #wroteAtMs = Number.NEGATIVE_INFINITY;
  #strikes = 0;
  #strikeAtMs = Number.NEGATIVE_INFINITY;
  readonly #waiting = new Set<Waiting>();
  #arrivals = 0;

  constructor({ clock, limits, shared, accountTag, onOrders }: LimiterOptions) {
    this.#onOrders = onOrders ?? null;
    this.#clock = clock;
    this.#slow = new HoldOff(clock);
    this.#banned = new HoldOff(clock);
    this.#limits = limits;
    this.#shared = shared;
    this.#tag = accountTag;
  }

  /** The venue's own figures, from `exchangeInfo.rateLimits`. */
  setLimits(limits: VenueLimits): void {
    this.#limits = limits;
    this.#limitsTold = true;
  }

  /** Orders the venue takes of the account; null until it has told its limits. */
  orderLimits(): OrderCounts | null {
    const { ordersPerTenSeconds: tenSeconds, ordersPerMinute: minute } = this.#limits;
    return this.#limitsTold ? { tenSeconds, minute } : null;
  }

  /** What is used of the current windows and how long calls are held back; for doctor and status. */
  state(): Readonly<Record<"weight" | "orders" | "slowMs" | "bannedMs", number>> {
    const left = { slowMs: this.#slow.leftMs(), bannedMs: this.#banned.leftMs() };
    return { weight: this.#used("weight"), orders: this.#used("minute"), ...left };
  }

  /** True where the call may go out at once, and is counted; false where it would have to wait, or is refused. */
  takeNow(cost: CallCost): boolean {
    for (const other of this.#waiting) if (wantSame(other.cost, cost)) return false;
    this.#reread();
    if (this.#banned.leftMs() > 0 || this.#waitMs(cost) > 0) return false;
    this.#take(cost);
    return true;
  }

  /** Resolves when the call may go out, or with a refusal if it would have to wait too long. Nothing was sent then. */
  async acquire(cost: CallCost, signal?: AbortSignal): Promise<Result<null, VenueRefusal>> {
    if (this.#waiting.size >= MAX_WAITING) return err(refusal(NOT_SENT, "too many calls are waiting already", null));
    const me: Waiting = { cost, order: (this.#arrivals += 1) };
    this.#waiting.add(me);
    try {
      return await this.#waitForTurn(me, signal);
    } finally {
      this.#waiting.delete(me);
    }
  }

  async #waitForTurn(me: Waiting, signal?: AbortSignal): Promise<Result<null, VenueRefusal>> {
    const startMs = this.#clock.monotonicMs();
    const { cost } = me;
    for (;;) {
      this.#reread();
      if (signal?.aborted === true) return err(refusal(NOT_SENT, "the call was given up", null));
      const bannedMs = this.#banned.leftMs();
      if (bannedMs > 0) {
        // A process that starts under a clock set back goes by what was told last.
        this.#share("count");
        return err(refusal(418, "the venue has banned this address for a while", bannedMs));
      }
      const leftMs = MAX_WAIT_MS[cost.priority] - (this.#clock.monotonicMs() - startMs);
      const waitMs = this.#waitMs(cost);
      if (waitMs === 0 && !this.#isBehind(me)) {
        this.#take(cost);
        return ok(null);
      }
      if (waitMs > leftMs || leftMs <= 0) return err(refusal(NOT_SENT, "the venue's limits leave no room", waitMs));
      await this.#clock.sleep(Math.max(waitMs, TURN_MS), signal);
    }
  }

  /** Somebody more urgent, or as urgent and earlier, is waiting for the same limit. */
  #isBehind(me: Waiting): boolean {
    const rank = RANK[me.cost.priority];
    for (const other of this.#waiting) {
      if (!wantSame(other.cost, me.cost)) continue;
      const otherRank = RANK[other.cost.priority];
      if (otherRank < rank || (otherRank === rank && other.order < me.order)) return true;
    }
    return false;
  }

  #waitMs({ weight, orders, priority }: CallCost): number {
    const { weightPerMinute, ordersPerTenSeconds, ordersPerMinute } = this.#limits;
    const untilNext = (lengthMs: number): number => lengthMs - (this.#clock.nowMs() % lengthMs);
    const waits = [0];
    // A 429 asks for silence. What protects may still go: orders weigh nothing there, and a naked position is worse.
    if (priority !== "protective") waits.push(this.#slow.leftMs());
    const hasWeight = weight === 0 || this.#used("weight") + weight <= weightPerMinute * WEIGHT_SHARE[priority];
    if (!hasWeight) waits.push(untilNext(MINUTE_MS));
    const share = ORDER_SHARE[priority];
    if (orders > 0) {
      if (!(this.#used("tenSeconds") + orders <= ordersPerTenSeconds * share)) waits.push(untilNext(TEN_SECONDS_MS));
      if (!(this.#used("minute") + orders <= ordersPerMinute * share)) waits.push(untilNext(MINUTE_MS));
    }
    return Math.max(...waits);
  }

  #window(name: "weight" | "tenSeconds" | "minute"): UsedWindow {
    const window = Math.floor(this.#clock.nowMs() / (name === "tenSeconds" ? TEN_SECONDS_MS : MINUTE_MS));
    const known = name === "weight" ? this.#usage.weight : this.#usage.accounts[this.#tag]?.[name];
    return known?.window === window ? known : { window, used: 0 };
  }

  #used(name: "weight" | "tenSeconds" | "minute"): number {
    return this.#window(name).used;
  }

  /** Our own count, on top of what is known of the current windows: nothing has to be merged on the way of an order. */
  #take({ weight, orders }: CallCost): void {
    const more = (name: "weight" | "tenSeconds" | "minute", used: number): UsedWindow => {
      const now = this.#window(name);
      return { window: now.window, used: now.used + used };
    };
    const account = { tenSeconds: more("tenSeconds", orders), minute: more("minute", orders) };
    this.#usage = {
      ...this.#usage,
      weight: more("weight", weight),
      accounts: { ...this.#usage.accounts, [this.#tag]: account },
    };
  }

  #merge(weight: UsedWindow, account: HostUsage["accounts"][string]): void {
    const usage = believable(this.#usage, this.#clock.nowMs());
    this.#usage = mergeUsage(usage, { ...NO_USAGE, weight, accounts: { [this.#tag]: account } });
  }

  /** Takes what the headers of an answer say. Names are compared without case. */
  observe(headers: ReadonlyMap<string, string>): void {
    const read = (header: string, name: "weight" | "tenSeconds" | "minute"): UsedWindow => {
      const text = headers.get(header) ?? "";
      const { window } = this.#window(name);
      return { window, used: /^\d{1,6}$/.test(text) ? Number(text) : 0 };
    };
    this.#merge(read("x-mbx-used-weight-1m", "weight"), {
      tenSeconds: read("x-mbx-order-count-10s", "tenSeconds"),
      minute: read("x-mbx-order-count-1m", "minute"),
    });
    this.#share("count");
    this.#tellOrders();
  }

  /** Once at half of a limit, and at each further step: a burst of answers is no burst of news. */
  #tellOrders(): void {
    const limits = this.orderLimits();
    if (this.#onOrders === null || limits === null) return;
    const now = { tenSeconds: this.#window("tenSeconds"), minute: this.#window("minute") };
    const isNews = (["tenSeconds", "minute"] as const).some((name) => {
      const told = this.#toldOrders[name];
      const { window, used } = now[name];
      const knownUsed = told.window === window ? told.used : 0;
      return used >= limits[name] * TELL_FROM && used - knownUsed >= limits[name] * TELL_STEP;
    });
    if (!isNews) return;
    this.#toldOrders = now;
    this.#onOrders({ tenSeconds: now.tenSeconds.used, minute: now.minute.used });
  }

  /**
   * The venue told us to stay away. Without a time of its own: 1, 2, 4 … 60 s after a 429, from 2 minutes on after a
   * 418, whose shortest ban that is (general info, 2026-10).
   */
  backOff(kind: "slow" | "banned", retryAfterMs: number | null): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#strikeAtMs > 5 * MINUTE_MS) this.#strikes = 0;
    const doubled = 2 ** Math.min(this.#strikes, 12);
    this.#strikes += 1;
    this.#strikeAtMs = nowMs;
    const ownMs =
      kind === "slow" ? Math.min(SECOND_MS * doubled, MINUTE_MS) : Math.min(2 * MINUTE_MS * doubled, MAX_HOLD_OFF_MS);
    (kind === "slow" ? this.#slow : this.#banned).begin(retryAfterMs ?? ownMs);
    this.#share("warning");
  }

  #share(kind: "count" | "warning"): void {
    const nowMs = this.#clock.monotonicMs();
    if (this.#shared === null || (kind === "count" && nowMs - this.#wroteAtMs < REWRITE_MS)) return;
    this.#wroteAtMs = nowMs;
    this.#shared.write((known) => this.#hear(known), this.#clock.nowMs());
  }

  #hear(known: HostUsage): HostUsage {
    this.#slow.hear(known.slow);
    this.#banned.hear(known.banned);
    const own = { ...this.#usage, slow: this.#slow.tell(), banned: this.#banned.tell() };
    return (this.#usage = mergeUsage(known, own));
  }

  #reread(): void {
    const nowMs = this.#clock.monotonicMs();
    if (this.#shared === null || nowMs - this.#readAtMs < REREAD_MS) return;
    this.#readAtMs = nowMs;
    const known = this.#shared.read(this.#clock.nowMs());
    if (known === null) return;
    this.#hear(known);
    this.#tellOrders();
  }
}

function refusal(code: number, reason: string, retryAfterMs: number | null): VenueRefusal {
  return { code, reason, reaction: "resend", retryAfterMs };
}
