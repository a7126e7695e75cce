import { describe, expect, it } from "vitest";
import { InputQueue } from "../../../../src/core/adapters/live/input-queue.js";
import type { InputEvent } from "../../../../src/core/domain/event.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import type { PlaceOutcome } from "../../../../src/core/ports/venue-gateway.js";
import { sampleRequest } from "../../../support/samples/orders.js";
import { createManualClock, type ManualClock } from "../resilience/manual-clock.js";
import { FINE, MoodyVenue } from "./moody-venue.js";
import { accountOver } from "./account-bench.js";

/** A venue that takes no order; `againstRules` is what its adapter says of the number. */
class RefusingVenue extends MoodyVenue {
  constructor(
    clock: ManualClock,
    readonly refusal: { readonly code: number; readonly againstRules?: true },
  ) {
    super(clock, createRng("no"), FINE);
  }

  override place = async (): Promise<PlaceOutcome> => ({
    ...{ kind: "refused", reason: "no", reaction: "bug", retryAfterMs: null },
    ...this.refusal,
  });
}

/** When the refusal of an order sent at 0 ms was told, and how often the rules were read for it. */
async function refused(refusal: RefusingVenue["refusal"], readMs: number) {
  const clock = createManualClock();
  const queue = new InputQueue();
  const toldAtMs: number[] = [];
  queue.push = (event: InputEvent) => {
    if (event.type === "order.rejected") toldAtMs.push(clock.nowMs());
  };
  let reads = 0;
  const account = accountOver({
    gateway: new RefusingVenue(clock, refusal),
    queue,
    clock,
    readRules: async () => {
      reads += 1;
      await clock.sleep(readMs);
    },
  });
  account.broker.place(sampleRequest({ clientOrderId: "o1" }), 0);
  await clock.advance(10_000);
  await account.close();
  return { toldAtMs, reads };
}

describe("an order that the venue refuses", () => {
  it("by a filter is told as refused once the rules were read again, 300 ms later", async () => {
    expect(await refused({ code: -1111, againstRules: true }, 300)).toEqual({ toldAtMs: [300], reads: 1 });
  });

  it("by a filter while the rules can't be read is told after 4 s: its position may lack a stop", async () => {
    expect(await refused({ code: -4014, againstRules: true }, 60_000)).toEqual({ toldAtMs: [4_000], reads: 1 });
  });

  it("for anything else is told at once, and no rules are read", async () => {
    expect(await refused({ code: -4120 }, 300)).toEqual({ toldAtMs: [0], reads: 0 });
  });
});
