import { describe, expect, it } from "vitest";
import { InputQueue } from "../../../../src/core/adapters/live/input-queue.js";
import type { LiveAccount } from "../../../../src/core/adapters/live/live-account.js";
import type { InputEvent } from "../../../../src/core/domain/event.js";
import type { OrderChange, OrderRequest } from "../../../../src/core/domain/order.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import { err, ok } from "../../../../src/core/lib/result.js";
import type { PlaceOutcome, QueryOutcome, VenueRefusal } from "../../../../src/core/ports/venue-gateway.js";
import { sampleRequest } from "../../../support/samples/orders.js";
import { createManualClock, type ManualClock } from "../resilience/manual-clock.js";
import { FINE, MoodyVenue } from "./moody-venue.js";
import { accountOver } from "./account-bench.js";

const TAKEN = { code: -4116, reason: "taken", reaction: "reconcile", retryAfterMs: null, mayBeThere: true } as const;
const NO_ROOM = { code: -2025, reason: "too many", reaction: "reconcile", retryAfterMs: null } as const;
const SILENT: QueryOutcome = { kind: "unknown", reason: "no answer" };
const GONE: VenueRefusal = { code: 503, reason: "no answer", reaction: "resend", retryAfterMs: null };

interface Story {
  readonly refusal: VenueRefusal;
  /** Whether an order, or a change, is at the venue all the same. */
  readonly isThere: boolean;
  /** How long questions of one kind get no answer. */
  readonly silentUntilMs?: number;
  readonly tradesFromMs?: number;
}

/** A venue that says no to what it has, or has not. */
class ContraryVenue extends MoodyVenue {
  constructor(
    clock: ManualClock,
    readonly story: Story,
  ) {
    super(clock, createRng("no"), { ...FINE, lostFrame: 1 });
  }

  override async place(request: OrderRequest): Promise<PlaceOutcome> {
    if (this.story.isThere) await super.place(request);
    return { kind: "refused", ...this.story.refusal };
  }

  override async query(ref: Parameters<MoodyVenue["query"]>[0]): Promise<QueryOutcome> {
    return this.clock.nowMs() < (this.story.silentUntilMs ?? 0) ? SILENT : super.query(ref);
  }

  override async trades(...asked: Parameters<MoodyVenue["trades"]>): ReturnType<MoodyVenue["trades"]> {
    return this.clock.nowMs() < (this.story.tradesFromMs ?? 0) ? err(GONE) : super.trades(...asked);
  }
}

async function life(story: Story): Promise<readonly string[]> {
  const clock = createManualClock();
  const queue = new InputQueue();
  const told: string[] = [];
  queue.push = (event: InputEvent) => {
    if ("clientOrderId" in event) told.push(event.type);
  };
  const account = accountAt(new ContraryVenue(clock, story), clock, queue);
  account.broker.place(sampleRequest({ clientOrderId: "o1" }), 0);
  await clock.advance(40_000);
  const closing = account.close();
  await clock.advance(60_000);
  await closing;
  return told;
}

function accountAt(gateway: MoodyVenue, clock: ManualClock, queue: InputQueue): LiveAccount {
  return accountOver({
    gateway,
    queue,
    clock,
    reconcileEveryMs: 300_000,
  });
}

describe("an order that the venue refuses although it may have it", () => {
  it("is adopted where the venue shows it", async () => {
    expect(await life({ refusal: TAKEN, isThere: true })).toEqual(["order.acknowledged", "order.filled"]);
  });

  it("is unknown while questions get no answer for 8 s, then booked: never refused", async () => {
    const told = await life({ refusal: TAKEN, isThere: true, silentUntilMs: 8_000 });
    expect(told).toEqual(["order.unknown", "order.acknowledged", "order.filled"]);
  });

  it("is absent, not refused, where the venue does not have it once that is settled", async () => {
    expect(await life({ refusal: TAKEN, isThere: false })).toEqual(["order.unknown", "order.absent"]);
  });

  it("is booked once its trades can be read, where it was seen and they could not be for 8 s", async () => {
    const told = await life({ refusal: NO_ROOM, isThere: true, tradesFromMs: 8_000 });
    expect(told).toEqual(["order.acknowledged", "order.filled"]);
  });

  it("is refused at once where the no is definite, whether or not questions get an answer", async () => {
    expect(await life({ refusal: NO_ROOM, isThere: false })).toEqual(["order.rejected"]);
    expect(await life({ refusal: NO_ROOM, isThere: false, silentUntilMs: 8_000 })).toEqual(["order.rejected"]);
  });
});

describe("a change that the venue refuses although it may have made it", () => {
  it("is told as done once the venue shows it, after 8 s of silence", async () => {
    const clock = createManualClock();
    const queue = new InputQueue();
    const told: InputEvent[] = [];
    queue.push = (event: InputEvent) => {
      told.push(event);
    };
    const story = { refusal: TAKEN, isThere: true, silentUntilMs: 8_000 };
    class ChangingVenue extends ContraryVenue {
      override place = (request: OrderRequest): Promise<PlaceOutcome> => MoodyVenue.prototype.place.call(this, request);

      override async modify(change: OrderChange) {
        await super.modify(change);
        return { kind: "refused", ...TAKEN, code: -1016 } as const;
      }

      override snapshot = async (): ReturnType<MoodyVenue["snapshot"]> =>
        ok({ atMs: clock.nowMs(), wallets: {}, positions: [], openOrders: [] });
    }
    const account = accountAt(new ChangingVenue(clock, story), clock, queue);
    const terms = { side: "buy", price: dec("99"), qty: dec("0.4") } as const;
    account.broker.place(sampleRequest({ clientOrderId: "o1", type: "limit", price: dec("98"), qty: dec("0.5") }), 0);
    await clock.advance(2_000);
    const change = { clientOrderId: "o1", symbol: "BTCUSDT", reduceOnly: false, ...terms };
    account.broker.modify(change, clock.nowMs());
    await clock.advance(40_000);
    const words = told.filter(({ type }) => type.startsWith("order.mod") || type.startsWith("modify"));
    expect(words).toMatchObject([{ type: "order.modified", price: "99", qty: "0.4" }]);
    const closing = account.close();
    await clock.advance(60_000);
    await closing;
  });
});
