import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OrderDeparture } from "../../../../src/core/adapters/live/order-departure.js";
import { withResilience } from "../../../../src/core/adapters/resilience/with-resilience.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { sampleRequest } from "../../../support/samples/orders.js";
import { openLoopback } from "./support/loopback-session.js";

/** One order in ten seconds is allowed, the first has gone, and the next ten seconds begin in 600 ms. */
const LIMITS = { weightPerMinute: 1e6, ordersPerTenSeconds: 1, ordersPerMinute: 1e6 };
const UNTIL_NEXT_MS = 600;
const ROUTE = "POST /fapi/v1/order";

let session: Awaited<ReturnType<typeof openLoopback>>;

beforeEach(async () => {
  // It stands still while the session opens, which may take longer than the 600 ms.
  let beganMs: number | null = null;
  const passedMs = (): number => (beganMs === null ? 0 : Math.floor(systemClock.monotonicMs() - beganMs));
  const wallMs = 1_790_000_050_000 - UNTIL_NEXT_MS;
  const clock = { ...systemClock, nowMs: () => wallMs + passedMs() };
  session = await openLoopback({ clock, writeTimeoutMs: 250 });
  beganMs = systemClock.monotonicMs();
  session.limiter.setLimits(LIMITS);
  session.limiter.observe(new Map([["x-mbx-order-count-10s", "1"]]));
  session.venue.on(ROUTE, ({ params }) => ({
    body: { orderId: 7, clientOrderId: params["newClientOrderId"], updateTime: 1, symbol: "BTCUSDT", status: "NEW" },
  }));
});
afterEach(() => session.close());

/** The gateway as a session has it, with this much time for a write. */
const inTime = (writeMs: number) =>
  withResilience(session.gateway, {
    clock: systemClock,
    venueClock: session.clock,
    timeout: { writeMs, readMs: 1_000 },
    breaker: { failures: 5, pauseMs: 1_000 },
    clockGuard: { onHalted: () => undefined },
    retry: { patience: { protective: { tries: 1, deadlineMs: 1_000 } } },
  });

const closing = sampleRequest({ clientOrderId: "closes1", reduceOnly: true });

describe("an order whose turn under the venue's limits comes in 600 ms", () => {
  it("is refused as not sent where it has 250 ms, and never leaves", async () => {
    const outcome = await inTime(250).place(closing);
    expect(outcome).toMatchObject({ kind: "refused", code: 0, reaction: "resend" });
    await systemClock.sleep(UNTIL_NEXT_MS);
    expect(session.venue.seenAt(ROUTE)).toEqual([]);
  });

  it("goes out where it has 1 s, and the time for its answer begins there", async () => {
    const outcome = await inTime(1_000).place(closing);
    expect(outcome).toEqual({ kind: "accepted", venueOrderId: "7", atMs: 1 });
    expect(session.venue.seenAt(ROUTE)).toHaveLength(1);
  });

  it("is refused with the reason, and never leaves, where its cancel or a halt comes in its wait", async () => {
    const withdrawn = new AbortController();
    let halted: string | null = null;
    const gateway = inTime(5_000);
    const canceled = gateway.place(closing, new OrderDeparture(withdrawn.signal, () => null));
    const stopped = gateway.place(closing, new OrderDeparture(new AbortController().signal, () => halted));
    halted = "not sent: trading is HALTED (operator_halt)";
    withdrawn.abort();
    const told = { kind: "refused", code: 0, reaction: "redecide" };
    expect(await canceled).toMatchObject({ ...told, reason: "not sent: its cancel was asked meanwhile" });
    expect(await stopped).toMatchObject({ ...told, reason: halted });
    expect(session.venue.seenAt(ROUTE)).toEqual([]);
  });

  it("is given up unsent when the gateway is closed", async () => {
    const placed = inTime(5_000).place(closing);
    await session.gateway.close();
    expect(await placed).toMatchObject({ kind: "refused", reason: "the call was given up" });
    expect(session.venue.seenAt(ROUTE)).toEqual([]);
  });
});
