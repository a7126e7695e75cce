import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { dec } from "../../src/core/lib/decimal.js";
import { AccountLab } from "./support/account-lab.js";
import { StoryMarket, still } from "./support/story-market.js";
import { until, VenueLab } from "./support/venue-lab.js";
import { givenClock } from "./support/given-clock.js";

/** Waits count the time that the process was given: a busy machine makes them long. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let venue: VenueLab;
let lab: AccountLab;

beforeAll(async () => {
  const symbols = ["BTCUSDT", "ETHUSDT"];
  venue = await VenueLab.open({
    store: new StoryMarket({ symbols, path: still, funding: "usual" }).store,
    symbols,
    speed: 10,
  });
  // Many orders go wrong at once here: no circuit is to end that.
  lab = await AccountLab.open(venue, { failures: 1_000, writeTimeoutMs: 700 });
});

afterAll(async () => {
  await lab.close();
  await venue.close();
});

const ids = new Set<string>();
let named = 0;

/** A fault for one order, by its id: others are on their way at the same time. */
function sufferedBy(deed: object, when: object = { times: 1 }) {
  named += 1;
  const clientOrderId = `suffers${String(named)}`;
  ids.add(clientOrderId);
  const match = { method: "POST", client_id: clientOrderId };
  return { clientOrderId, fault: venue.faults.suffer({ on: "request", match, when, do: deed }) };
}

const countOf = (clientOrderId: string, type: string): number =>
  lab.lifeOf(clientOrderId).filter((told) => told === type).length;

describe.concurrent("an order whose answer is late or lost is asked after, never sent again", () => {
  it.each([
    ["delayed by 300 ms", { kind: "delay", wall_ms: 300 }],
    ["delayed by 850 ms, past our time-out of 700 ms", { kind: "delay", wall_ms: 850 }],
    ["dropped after acceptance", { kind: "drop", execute: "now" }],
    ["dropped, accepted 300 ms later", { kind: "drop", execute: "later", later_wall_ms: 300 }],
    ["-1007, accepted at once", { kind: "timeout_1007", execute: "now" }],
    ["-1007, accepted 300 ms after the answer", { kind: "timeout_1007", execute: "later", later_wall_ms: 300 }],
    ["-1006, accepted", { kind: "unexpected_1006", execute: "now" }],
    ["-1000, accepted", { kind: "unknown_1000", execute: "now" }],
    ["503 Unknown error, accepted", { kind: "unknown_503", execute: "now" }],
    ["502 with a page of HTML, accepted", { kind: "gateway_502", execute: "now" }],
    ["200 with half a JSON, accepted", { kind: "raw_answer", status: 200, body: '{"orderId":12', execute: "now" }],
    ["-4116, its id is taken by itself", { kind: "answer", code: -4116, execute: "now" }],
  ])("%s: filled once, sent once", async (_what, deed) => {
    const { clientOrderId, fault } = sufferedBy(deed);
    lab.place({ clientOrderId });
    await lab.told(clientOrderId, "order.filled", 6_000);
    await until(() => countOf(clientOrderId, "order.acknowledged") === 1, `acknowledgement of ${clientOrderId}`);
    expect(fault.fired()).toBe(1);
    expect(lab.sent(clientOrderId)).toBe(1);
    expect(countOf(clientOrderId, "order.filled")).toBe(1);
    expect(lab.lifeOf(clientOrderId)).not.toContain("order.absent");
    expect(lab.lifeOf(clientOrderId)).not.toContain("order.rejected");
  });

  it("a disaster stop refused with -4130 because it is there itself: adopted, sent once, never refused", async () => {
    const { clientOrderId } = sufferedBy({ kind: "answer", code: -4130, execute: "now" });
    lab.placeStop({ clientOrderId, symbol: "BTCUSDT" });
    await lab.told(clientOrderId, "order.acknowledged", 10_000);
    expect(lab.sent(clientOrderId)).toBe(1);
    expect(lab.lifeOf(clientOrderId)).not.toContain("order.rejected");
    expect(lab.lifeOf(clientOrderId)).not.toContain("order.absent");
  });

  it.each([
    ["dropped before acceptance", { kind: "drop", execute: "never" }],
    ["-1007, never accepted", { kind: "timeout_1007", execute: "never" }],
    ["503 Unknown error, never accepted", { kind: "unknown_503", execute: "never" }],
    ["502 with a page of HTML, never accepted", { kind: "gateway_502", execute: "never" }],
    ["arrived 1,400 ms later, past its recvWindow of 1 s", { kind: "drop", execute: "later", later_wall_ms: 1_400 }],
  ])("%s: absent once 3 s have settled it, sent once", async (_what, deed) => {
    const { clientOrderId, fault } = sufferedBy(deed);
    const sentMs = givenClock.monotonicMs();
    lab.place({ clientOrderId });
    await lab.told(clientOrderId, "order.absent", 10_000);
    expect(givenClock.monotonicMs() - sentMs).toBeGreaterThan(3_000);
    expect(lab.lifeOf(clientOrderId)).toEqual(["order.unknown", "order.absent"]);
    expect(fault.fired()).toBe(1);
    expect(lab.sent(clientOrderId)).toBe(1);
  });

  it.each([
    ["dropped after acceptance", "now", "order.acknowledged", 10_000],
    ["dropped before acceptance", "never", "order.absent", 10_000],
  ])("a stop %s is found, or absent once it is settled", async (_what, execute, end, mostMs) => {
    const { clientOrderId } = sufferedBy({ kind: "drop", execute });
    lab.placeStop({ clientOrderId, symbol: "ETHUSDT", closePosition: false, qty: dec("0.5") });
    await lab.told(clientOrderId, "order.unknown");
    await lab.told(clientOrderId, end as "order.absent", mostMs);
    expect(lab.sent(clientOrderId)).toBe(1);
  });
});

describe.concurrent("an order that was certainly not executed goes out again under its id", () => {
  it.each([
    ["503 Service Unavailable", { kind: "busy_503" }],
    ["503 Internal error; unable to process", { kind: "internal_503" }],
    ["-1008, throttled", { kind: "throttled_1008" }],
    ["-1021, outside its recvWindow", { kind: "clock_1021" }],
    ["-1021, ahead of the venue", { kind: "clock_ahead_1021" }],
    ["-5028, outside the engine's recvWindow", { kind: "clock_5028" }],
  ])("%s once: sent twice, filled once, never unknown", async (_what, deed) => {
    const { clientOrderId, fault } = sufferedBy(deed);
    lab.place({ clientOrderId });
    await lab.told(clientOrderId, "order.filled", 8_000);
    expect(fault.fired()).toBe(1);
    expect(lab.sent(clientOrderId)).toBe(2);
    expect(countOf(clientOrderId, "order.filled")).toBe(1);
    expect(lab.lifeOf(clientOrderId)).not.toContain("order.unknown");
  });

  it.each([
    ["503 Service Unavailable", { kind: "busy_503" }, 3],
    ["-1021", { kind: "clock_1021" }, 2],
    ["-5028", { kind: "clock_5028" }, 2],
  ])("%s for ever: an entry is given up after a bounded number of tries", async (_what, deed, tries) => {
    const { clientOrderId } = sufferedBy(deed, {});
    lab.place({ clientOrderId });
    await lab.told(clientOrderId, "order.rejected", 10_000);
    expect(lab.sent(clientOrderId)).toBe(tries);
    expect(lab.lifeOf(clientOrderId)).toEqual(["order.rejected"]);
  });
});

describe.concurrent("a plain no is told once and never tried again as it is", () => {
  it.each([-2019, -2027, -4131, -4164, -1111, -4014, -5022, -2021, -2010, -4061])("%i", async (code) => {
    const { clientOrderId, fault } = sufferedBy({ kind: "answer", code }, {});
    lab.place({ clientOrderId });
    await lab.told(clientOrderId, "order.rejected");
    const rejection = lab.events.find(
      (event) => event.type === "order.rejected" && event.clientOrderId === clientOrderId,
    );
    expect(rejection).toMatchObject({ code });
    expect([fault.fired(), lab.sent(clientOrderId)]).toEqual([1, 1]);
  });
});

describe("after all of these", () => {
  it("venue, trades and books agree, none of our ids is there twice, and no absent or rejected one at all", async () => {
    venue.faults.clear();
    const { orders, algos } = await lab.agree();
    const there = [...orders.map((order) => order.clientOrderId), ...algos.map((algo) => algo.clientAlgoId)];
    const gone = [...ids].filter((id) => /absent|rejected/.test(lab.lifeOf(id).join(" ")));
    expect(gone).toHaveLength(5 + 1 + 3 + 10);
    expect(gone.filter((id) => there.includes(id))).toEqual([]);
    expect([...ids].filter((id) => !gone.includes(id) && !there.includes(id))).toEqual([]);
    await lab.flat();
    await lab.agree();
  });
});
