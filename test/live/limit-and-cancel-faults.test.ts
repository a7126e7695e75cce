import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
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
  lab = await AccountLab.open(venue, { openCircuitMs: 2_000 });
});

afterEach(async () => {
  venue.faults.clear();
  await until(() => lab.channel("rest") !== false, "the venue answers again");
  await lab.flat();
  await lab.agree();
});

afterAll(async () => {
  await lab.close();
  await venue.close();
});

/** Method and path of what came after that line and before that time. */
function requestsUntil(from: number, untilMs: number): readonly string[] {
  const { requests, cameMs } = venue.faults;
  const early = requests.slice(from).filter((_request, index) => cameMs[from + index]! < untilMs);
  return early.map((request) => request.split(" ").slice(0, 2).join(" "));
}

const position = { method: "GET", path: "/fapi/v3/positionRisk" };

describe("limits and bans", () => {
  it("429 with Retry-After 2 s: lists and entries stay away, a stop and its cancel go out at once", async () => {
    lab.place();
    await until(() => lab.books.held("BTCUSDT") !== "0", "a position");
    const deed = { kind: "too_many_429", retry_after_s: 2 };
    const fault = venue.faults.suffer({ on: "request", match: position, when: { times: 1 }, do: deed });
    const limitedMs = givenClock.monotonicMs();
    lab.account.lookAgain();
    await until(() => fault.fired() === 1, "429");
    await givenClock.sleep(100);
    const from = venue.faults.requests.length;
    const stop = lab.placeStop();
    const entry = lab.place({ symbol: "ETHUSDT" });
    await lab.told(stop, "order.acknowledged", 500);
    lab.cancel(stop);
    await lab.told(stop, "order.canceled", 500);
    // The signal waits at most 3 s for a venue that wants silence; here it got its turn in time or was given up.
    await until(() => lab.lifeOf(entry).length > 0, "an end of the entry");
    const first = ["POST /fapi/v1/algoOrder", "DELETE /fapi/v1/algoOrder"];
    const writes = requestsUntil(from, Infinity).filter((request) => !request.startsWith("GET"));
    expect(writes.slice(0, 2)).toEqual(first);
    const inSilence = requestsUntil(from, limitedMs + 2_000);
    expect(inSilence).toEqual(first.slice(0, inSilence.length));
  });

  it("418 for 4 s: nothing at all goes out, the channel is down at once and up again by itself", async () => {
    const deed = { kind: "banned_418", retry_after_s: 4 };
    const fault = venue.faults.suffer({ on: "request", match: position, when: { times: 1 }, do: deed });
    const bannedMs = givenClock.monotonicMs();
    lab.account.lookAgain();
    await until(() => fault.fired() === 1, "418");
    await until(() => lab.channel("rest") === false, "down", 500);
    const from = venue.faults.requests.length;
    const id = lab.place();
    await lab.told(id, "order.rejected", 1_000);
    await givenClock.sleep(1_000);
    expect(requestsUntil(from, bannedMs + 4_000)).toEqual([]);
    await until(() => lab.channel("rest") === true, "the ban is over", 12_000);
  });

  it("403 of the firewall: the order is refused once, a person is called for, and a look that passes clears it", async () => {
    const match = { method: "POST", path: "/fapi/v1/order" };
    const fault = venue.faults.suffer({ on: "request", match, do: { kind: "waf_403" } });
    const id = lab.place();
    await lab.told(id, "order.rejected");
    expect([fault.fired(), lab.sent(id)]).toEqual([1, 1]);
    await until(
      () => lab.events.some((event) => event.type === "connection.changed" && /403/.test(event.reason)),
      "down",
    );
    expect(lab.channel("rest")).toBe(false);
  });

  it("five 503 in a row open the circuit: entries are refused here, and it closes once the venue answers", async () => {
    const match = { method: "POST", path: "/fapi/v1/order", reducing: false };
    const fault = venue.faults.suffer({ on: "request", match, do: { kind: "busy_503" } });
    for (const id of [lab.place(), lab.place()]) await lab.told(id, "order.rejected", 6_000);
    expect(lab.channel("rest")).toBe(false);
    const [fired, refused] = [fault.fired(), lab.place()];
    await lab.told(refused, "order.rejected");
    expect([fault.fired(), lab.sent(refused)]).toEqual([fired, 0]);
    fault.end();
    await until(() => lab.channel("rest") === true, "half open");
    const id = lab.place();
    await lab.told(id, "order.filled");
  });

  it("-1021 again and again: the clock is set each time, then the channel is down until the venue takes our time", async () => {
    const match = { method: "POST", path: "/fapi/v1/order", reducing: false };
    const fault = venue.faults.suffer({ on: "request", match, do: { kind: "clock_1021" } });
    await lab.told(lab.place(), "order.rejected");
    await lab.told(lab.place(), "order.rejected");
    await until(() => lab.channel("rest") === false, "down");
    expect(fault.fired()).toBe(4);
    fault.end();
    lab.account.lookAgain();
    await until(() => lab.channel("rest") === true, "our time is taken again");
  });
});

/** A buy that takes, of which 40 % fill at once; the rest of a market order 500 ms later, that of a limit rests. */
async function halfFilled(type: "market" | "limit"): Promise<string> {
  venue.faults.suffer({
    on: "fill",
    match: { symbol: "BTCUSDT" },
    when: { times: 1 },
    do: { kind: "partial_fill", share: 0.4 },
  });
  const price = dec(String(Math.round(venue.market.prices("BTCUSDT")!.last * 1.01)));
  const id = lab.place({ type, price: type === "limit" ? price : null });
  await lab.told(id, "order.filled");
  const [first] = lab.events.filter((event) => event.type === "order.filled" && event.clientOrderId === id);
  expect(first).toMatchObject({ qty: "0.004" });
  return id;
}

describe("partial fills and cancels", () => {
  it("a partial fill counts as it is; the rest follows 500 ms later", async () => {
    const id = await halfFilled("market");
    await until(() => lab.books.held("BTCUSDT") === "0.01", "the rest");
    expect(lab.lifeOf(id)).toEqual(["order.acknowledged", "order.filled", "order.filled"]);
  });

  it("a cancel after 40 % keeps what has filled", async () => {
    const id = await halfFilled("limit");
    lab.cancel(id);
    await lab.told(id, "order.canceled");
    await givenClock.sleep(700);
    expect(lab.books.held("BTCUSDT")).toBe("0.004");
  });

  it("a cancel that loses its race gets -2011: the order is filled, and nothing says that it was canceled", async () => {
    venue.faults.suffer({ on: "request", match: { method: "DELETE" }, do: { kind: "delay", wall_ms: 600 } });
    const id = await halfFilled("market");
    lab.cancel(id);
    await until(() => lab.books.held("BTCUSDT") === "0.01", "the rest");
    await givenClock.sleep(300);
    expect(lab.lifeOf(id)).toEqual(["order.acknowledged", "order.filled", "order.filled"]);
  });

  it.each([
    ["the answer is lost, the order is gone", "now", ["order.acknowledged", "order.canceled"]],
    ["the request is lost, the order works on", "never", ["order.acknowledged", "cancel.rejected"]],
  ])("a cancel without an answer is asked after: %s", async (_what, execute, life) => {
    const id = lab.place({ type: "limit", price: dec("40000") });
    await lab.told(id, "order.acknowledged");
    const match = { method: "DELETE" };
    const fault = venue.faults.suffer({ on: "request", match, when: { times: 1 }, do: { kind: "drop", execute } });
    lab.cancel(id);
    await until(() => lab.lifeOf(id).length >= life.length, `what became of ${id}`);
    expect(lab.lifeOf(id)).toEqual(life);
    expect(fault.fired()).toBe(1);
    if (execute === "never") {
      lab.cancel(id);
      await lab.told(id, "order.canceled");
    }
  });

  it.each([
    ["the answer is lost, the new terms work", "now", ["order.acknowledged", "order.modified"], "39000"],
    ["the request is lost, the old ones work on", "never", ["order.acknowledged", "modify.rejected"], "40000"],
  ])("a change without an answer is asked after, and sent once: %s", async (_what, execute, life, price) => {
    const id = lab.place({ type: "limit", price: dec("40000") });
    await lab.told(id, "order.acknowledged");
    // Its frame is lost as well: only the question can tell.
    venue.faults.suffer({ on: "frame", match: { route: "private" }, when: { times: 1 }, do: { kind: "drop" } });
    const match = { method: "PUT" };
    const fault = venue.faults.suffer({ on: "request", match, do: { kind: "drop", execute } });
    const terms = { side: "buy", reduceOnly: false, price: dec("39000"), qty: dec("0.01") } as const;
    lab.account.broker.modify({ clientOrderId: id, symbol: "BTCUSDT", ...terms }, 0);
    await until(() => lab.lifeOf(id).length >= life.length, `what became of ${id}`, 15_000);
    expect(lab.lifeOf(id)).toEqual(life);
    expect(fault.fired()).toBe(1);
    const answer = await lab.account.broker.query(id, "BTCUSDT");
    expect(answer.kind === "found" && Number(answer.order.price)).toBe(Number(price));
    venue.faults.clear();
    lab.cancel(id);
    await lab.told(id, "order.canceled");
  });

  it("a post-only order that is accepted and EXPIRED at once ends without a fill, and no query is needed", async () => {
    const deed = { kind: "accept_then_expire" };
    const fault = venue.faults.suffer({ on: "refusal", match: { time_in_force: "GTX" }, do: deed });
    const id = lab.place({ type: "limit", price: dec("52000"), timeInForce: "GTX", postOnly: true });
    await lab.told(id, "order.expired");
    expect(lab.lifeOf(id)).toEqual(["order.acknowledged", "order.expired"]);
    expect([fault.fired(), lab.books.held("BTCUSDT")]).toEqual([1, "0"]);
  });

  it("the margin type changed by hand is told as account.changed, once", async () => {
    for (const type of ["isolated", "crossed"]) {
      venue.faults.happen({ kind: "margin_type", symbol: "ETHUSDT", margin_type: type });
      const told = (): number => lab.events.filter((event) => event.type === "account.changed").length;
      await until(() => told() === (type === "isolated" ? 1 : 2), `told ${type}`);
    }
    const changes = lab.events.flatMap((event) => (event.type === "account.changed" ? [event] : []));
    expect(changes).toMatchObject([
      { what: "margin_type", symbol: "ETHUSDT" },
      { what: "margin_type", symbol: "ETHUSDT" },
    ]);
  });

  it("a post-only order that would take is refused with -5022 and rests nowhere", async () => {
    const id = lab.place({ type: "limit", price: dec("52000"), timeInForce: "GTX", postOnly: true });
    await lab.told(id, "order.rejected");
    expect(lab.events.findLast(({ type }) => type === "order.rejected")).toMatchObject({ code: -5022 });
  });

  it("a reduce-only order for twice the position is cut to it and never turns it", async () => {
    const entry = lab.place();
    await lab.told(entry, "order.filled");
    const exit = lab.place({ side: "sell", qty: dec("0.020"), reduceOnly: true });
    await lab.told(exit, "order.filled");
    await until(() => lab.books.positions().size === 0, "flat");
    const again = lab.place({ side: "sell", qty: dec("0.020"), reduceOnly: true });
    await lab.told(again, "order.rejected");
    expect(lab.events.findLast(({ type }) => type === "order.rejected")).toMatchObject({ code: -2022 });
  });
});
