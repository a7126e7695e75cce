import { describe, expect, it } from "vitest";
import { AckTimes, timeAcks } from "../../../../src/core/app/live/ack-times.js";
import { venueHealth, type VenueHealthFacts } from "../../../../src/core/app/live/venue-health.js";
import type { PlaceOutcome, VenueGateway } from "../../../../src/core/ports/venue-gateway.js";
import { sampleRequest } from "../../../support/samples/orders.js";

const CLOSED = { orders: "closed", cancels: "closed", queries: "closed", account: "closed" } as const;
const WELL: VenueHealthFacts = {
  venue: "binance",
  acksMs: [],
  circuits: CLOSED,
  isRefused: false,
  privateStreamUp: true,
  streamAgeMs: 900,
  silenceLimitMs: 30_000,
};

describe("row of a venue", () => {
  it("has the nearest-rank quantiles of 20 acknowledgements: p50 is the 10th, p95 the 19th", () => {
    const acksMs = Array.from({ length: 20 }, (_, index) => 200 - index * 10 + 0.4);
    expect(venueHealth({ ...WELL, acksMs })).toEqual({
      venue: "binance",
      state: "ok",
      ackP50Ms: 100,
      ackP95Ms: 190,
      streamAgeMs: 900,
      circuits: CLOSED,
    });
  });

  it("has no figures before the first order and the first mark", () => {
    const dryRun = { circuits: null, privateStreamUp: null, streamAgeMs: null };
    expect(venueHealth({ ...WELL, ...dryRun })).toEqual({
      venue: "binance",
      state: "starting",
      ackP50Ms: null,
      ackP95Ms: null,
      streamAgeMs: null,
      circuits: null,
    });
  });

  it.each([
    ["ok", {}],
    ["ok", { streamAgeMs: 30_000 }],
    ["gap", { streamAgeMs: 30_001 }],
    ["ok", { circuits: null, privateStreamUp: null }],
    ["degraded", { privateStreamUp: false }],
    ["degraded", { circuits: { ...CLOSED, queries: "half_open" } }],
    ["down", { circuits: { ...CLOSED, orders: "open" }, privateStreamUp: false }],
    ["down", { isRefused: true, streamAgeMs: null }],
  ] as const)("is %s with %j", (state, change) => {
    expect(venueHealth({ ...WELL, ...change }).state).toBe(state);
  });

  it("never shows a negative age, should the venue's clock be set back", () => {
    expect(venueHealth({ ...WELL, streamAgeMs: -40 }).streamAgeMs).toBe(0);
  });
});

describe("time of acknowledgements", () => {
  const gatewayOf = (outcome: PlaceOutcome, takesMs: number, clock: { nowMs: number }): VenueGateway =>
    ({
      place: async () => {
        clock.nowMs += takesMs;
        return outcome;
      },
    }) as unknown as VenueGateway;

  it("counts accepted orders, and neither refusals nor time-outs", async () => {
    const clock = { nowMs: 0 };
    const times = new AckTimes();
    const accepted = { kind: "accepted", venueOrderId: "1", atMs: 0 } as const;
    const refused = { kind: "refused", code: -2019, reason: "", reaction: "redecide", retryAfterMs: null } as const;
    for (const outcome of [accepted, refused, { kind: "unknown", reason: "" } as const, accepted]) {
      const gateway = timeAcks(gatewayOf(outcome, 84, clock), { monotonicMs: () => clock.nowMs }, times);
      expect(await gateway.place(sampleRequest())).toBe(outcome);
    }
    expect(times.values()).toEqual([84, 84]);
  });

  it("keeps the newest 512", () => {
    const times = new AckTimes();
    for (let index = 0; index < 600; index += 1) times.add(index);
    expect(times.values()).toHaveLength(512);
    expect(Math.min(...times.values())).toBe(88);
  });
});
