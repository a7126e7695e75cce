import fc from "fast-check";
import { expect, it } from "vitest";
import { withTimeout } from "../../../../src/core/adapters/resilience/with-timeout.js";
import type { Departure, PlaceOutcome, VenueGateway } from "../../../../src/core/ports/venue-gateway.js";
import { createFakeGateway, entry, refused } from "./fake-gateway.js";
import { createManualClock, finish, type ManualClock } from "./manual-clock.js";

interface Times {
  /** Null: it never waits, and says nothing of its way out. */
  readonly queueMs: number | null;
  readonly answerMs: number;
}

/** A venue behind a queue: when a request left, and when its answer came. */
function queued(clock: ManualClock, { queueMs, answerMs }: Times): { gateway: VenueGateway; leftAtMs: number[] } {
  const leftAtMs: number[] = [];
  const { gateway } = createFakeGateway(clock);
  const place = async (_request: unknown, departure?: Departure): Promise<PlaceOutcome> => {
    if (queueMs !== null) {
      await clock.sleep(queueMs, departure?.wait());
      if ((departure?.leave() ?? null) !== null) return { kind: "refused", ...refused("resend", 0) };
    }
    leftAtMs.push(clock.nowMs());
    await clock.sleep(answerMs);
    return { kind: "accepted", venueOrderId: "1", atMs: 1 };
  };
  return { gateway: { ...gateway, place }, leftAtMs };
}

it("never lets a request leave after its outcome was told, and takes none for refused that has left (1,000 cases)", async () => {
  const times = fc.record({
    writeMs: fc.integer({ min: 500, max: 6_000 }),
    queueMs: fc.option(fc.integer({ min: 0, max: 8_000 })),
    answerMs: fc.integer({ min: 0, max: 8_000 }),
  });
  await fc.assert(
    fc.asyncProperty(times, async ({ writeMs, ...way }) => {
      const clock = createManualClock();
      const { gateway, leftAtMs } = queued(clock, way);
      const limited = withTimeout(gateway, { clock, writeMs, readMs: 1_000 });
      let toldAtMs = Number.NaN;
      const outcome = await finish(
        clock,
        limited.place(entry()).then((told) => {
          toldAtMs = clock.nowMs();
          return told;
        }),
      );
      await clock.advance(20_000);
      if (outcome.kind === "refused") expect([leftAtMs, toldAtMs]).toEqual([[], writeMs]);
      else {
        expect(leftAtMs).toHaveLength(1);
        const outMs = toldAtMs - leftAtMs[0]!;
        expect(outMs).toBe(outcome.kind === "unknown" ? writeMs : way.answerMs);
      }
      expect(clock.sleepers).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});
