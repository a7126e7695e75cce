import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { InputEvent } from "../../src/core/domain/event.js";
import { dec } from "../../src/core/lib/decimal.js";
import { HOUR_MS, MINUTE_MS } from "../../src/core/lib/time.js";
import { AccountLab } from "./support/account-lab.js";
import { STORY_START_MS, StoryMarket, still } from "./support/story-market.js";
import { until, VenueLab } from "./support/venue-lab.js";
import { givenClock } from "./support/given-clock.js";

/** Waits count the time that the process was given: a busy machine makes them long. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const SYMBOLS = ["BTCUSDT", "ETHUSDT"];
const { store } = new StoryMarket({ symbols: SYMBOLS, path: still, funding: "usual" });

/** A private stream that is looked into after 600 ms of silence, where the venue's pings allow 200 s. */
const QUICK = { silenceMs: 600, probeEveryMs: 100 };
const PATIENT = { silenceMs: 60_000 };

async function open(userTimes = PATIENT, wishes: Partial<Parameters<typeof VenueLab.open>[0]> = {}) {
  const venue = await VenueLab.open({ store, symbols: SYMBOLS, speed: 10, ...wishes });
  const lab = await AccountLab.open(venue, { userTimes, reconcileEveryMs: 1_500 });
  return { venue, lab };
}

let venue: VenueLab;
let lab: AccountLab;

const fills = (id: string): number => lab.lifeOf(id).filter((type) => type === "order.filled").length;
const privately = (frame: string, deed: object, when: object = {}) => ({
  on: "frame",
  match: { route: "private", frame },
  when,
  do: deed,
});
const eventsAfter = (from: number, type: InputEvent["type"]) =>
  lab.events.slice(from).filter((event) => event.type === type);

describe("one account at one venue", () => {
  beforeAll(async () => {
    ({ venue, lab } = await open());
  });

  afterEach(async () => {
    venue.faults.clear();
    await until(() => lab.channel("user") === true, "the private stream is back");
    await lab.flat();
    await lab.agree();
  });

  afterAll(async () => {
    await lab.close();
    await venue.close();
  });

  describe("frames of the private stream", () => {
    it.each([
      ["all twice", privately("*", { kind: "duplicate" })],
      ["every second one after its successor", privately("*", { kind: "swap_with_next" }, { every: 2 })],
      ["all 400 ms late", privately("*", { kind: "delay", wall_ms: 400 })],
      ["orders 400 ms later than money", privately("ORDER_TRADE_UPDATE", { kind: "delay", wall_ms: 400 })],
      ["every order frame lost", privately("ORDER_TRADE_UPDATE", { kind: "drop" })],
      ["all lost", privately("*", { kind: "drop" })],
    ])("%s: each fill is booked once, each order acknowledged once", async (_what, rule) => {
      const fault = venue.faults.suffer(rule);
      const entry = lab.place();
      await lab.told(entry, "order.filled", 6_000);
      const stop = lab.placeStop();
      await lab.told(stop, "order.acknowledged");
      const exit = lab.place({ side: "sell", reduceOnly: true });
      await lab.told(exit, "order.filled", 6_000);
      await until(() => lab.lifeOf(stop).length === 2, "the end of the stop with its position", 6_000);
      // Whatever comes late has come.
      await givenClock.sleep(450);
      expect(fault.fired()).toBeGreaterThan(1);
      for (const id of [entry, exit]) {
        expect(fills(id)).toBe(1);
        expect(lab.lifeOf(id).filter((type) => type === "order.acknowledged").length).toBeLessThanOrEqual(1);
      }
    });

    it("an order that is in no answer and no event is found by its id, and its fill by the venue's trades", async () => {
      venue.faults.suffer(privately("*", { kind: "drop" }));
      venue.faults.suffer({
        on: "request",
        match: { method: "POST", path: "/fapi/v1/order" },
        when: { times: 1 },
        do: { kind: "drop", execute: "now" },
      });
      const id = lab.place();
      await lab.told(id, "order.filled", 6_000);
      expect([fills(id), lab.sent(id)]).toEqual([1, 1]);
    });
  });

  describe("the private stream breaks", () => {
    it.each([
      ["its key expires", { kind: "listen_key_expired" }, /listen key/],
      ["the venue cuts all sockets, as after 24 hours", { kind: "close_sockets" }, /1001|closed/],
    ])("%s: down, what was traded meanwhile is read by REST, up by itself", async (_what, deed, reason) => {
      const from = lab.events.length;
      // The fill of the cut stream's time is nobody's to tell: no new socket yet.
      const noSocket = venue.faults.suffer({ on: "connect", match: { route: "private" }, do: { kind: "refuse" } });
      venue.faults.happen(deed);
      await until(() => lab.channel("user") === false, "down");
      expect(eventsAfter(from, "connection.changed")[0]).toMatchObject({
        up: false,
        reason: expect.stringMatching(reason) as string,
      });
      venue.faults.happen({ kind: "manual_trade", symbol: "BTCUSDT", side: "buy", qty: "0.003" });
      const id = lab.place();
      await lab.told(id, "order.filled", 6_000);
      await until(() => lab.books.held("BTCUSDT") === "0.013", "the trade by hand", 6_000);
      expect(lab.channel("user")).toBe(false);
      noSocket.end();
      await until(() => lab.channel("user") === true, "up again", 8_000);
      expect(fills(id)).toBe(1);
    });
  });

  describe("money and orders that are not ours", () => {
    it("a transfer in and one out are booked as what they are", async () => {
      const before = Number(lab.books.wallet);
      for (const amount of ["2500.5", "-500"]) {
        const from = lab.events.length;
        venue.faults.happen({ kind: "transfer", asset: "USDT", amount });
        await until(() => eventsAfter(from, "wallet.adjusted").length === 1, "the transfer", 6_000);
        const [moved] = eventsAfter(from, "wallet.adjusted");
        expect(moved).toMatchObject({ asset: "USDT", reason: expect.stringMatching(/^transfer /) as string });
        expect(moved?.type === "wallet.adjusted" && Number(moved.amount)).toBe(Number(amount));
      }
      expect(Number(lab.books.wallet)).toBeCloseTo(before + 2_000.5, 6);
    });

    it("a trade by hand is told as a fill of nobody's order, and one that turns the position, too", async () => {
      const id = lab.place();
      await lab.told(id, "order.filled");
      venue.faults.happen({ kind: "manual_trade", symbol: "BTCUSDT", side: "sell", qty: "0.025" });
      await until(() => lab.books.held("BTCUSDT") === "-0.015", "the other side");
      const foreign = lab.events.findLast(({ type }) => type === "order.filled");
      expect(foreign).toMatchObject({ clientOrderId: expect.stringMatching(/^web_/) as string });
    });

    it("auto-deleveraging of 50 % and a liquidation of the rest are forced trades, each told once", async () => {
      const id = lab.place();
      await lab.told(id, "order.filled");
      const from = lab.events.length;
      venue.faults.happen({ kind: "adl", symbol: "BTCUSDT", fraction: 0.5 });
      await until(() => lab.books.held("BTCUSDT") === "0.005", "deleveraging");
      venue.faults.happen({ kind: "liquidation", symbol: "BTCUSDT" });
      await until(() => lab.books.positions().size === 0, "liquidation");
      await lab.agree();
      expect(eventsAfter(from, "position.liquidated")).toMatchObject([{ qty: "0.005" }, { qty: "0.005" }]);
    });

    it("leverage changed by hand is told as a change of the account", async () => {
      venue.faults.happen({ kind: "leverage", symbol: "ETHUSDT", leverage: 33 });
      const changed = (): InputEvent | undefined => lab.events.find(({ type }) => type === "account.changed");
      await until(() => changed() !== undefined, "the change");
      expect(changed()).toMatchObject({ what: "leverage", symbol: "ETHUSDT", detail: "33" });
    });

    it("leverage 44 of ETHUSDT, whose frame is lost, is found by the next look and told once", async () => {
      const from = lab.events.length;
      const lost = venue.faults.suffer(privately("ACCOUNT_CONFIG_UPDATE", { kind: "drop" }));
      venue.faults.happen({ kind: "leverage", symbol: "ETHUSDT", leverage: 44 });
      await until(() => eventsAfter(from, "account.changed").length > 0, "the change", 6_000);
      const reports = (): number => eventsAfter(from, "venue.reported").length;
      const before = reports();
      await until(() => reports() >= before + 2, "two more looks", 10_000);
      expect(lost.fired()).toBe(1);
      expect(eventsAfter(from, "account.changed")).toMatchObject([
        { what: "leverage", symbol: "ETHUSDT", detail: "44", account: "main" },
      ]);
    });

    it("an entry refused with -4061: looked into at once, and the hedge mode is told, once; so is each switch of assets", async () => {
      const told = (what: string) =>
        lab.events.flatMap((event) => (event.type === "account.changed" && event.what === what ? [event.detail] : []));
      await until(() => lab.channel("rest") !== false, "the venue answers");
      const hedge = venue.faults.happen({ kind: "position_mode", position_mode: "hedge" });
      await until(() => hedge.fired() === 1, "hedge mode");
      const id = lab.place();
      await lab.told(id, "order.rejected");
      expect(lab.events.findLast(({ type }) => type === "order.rejected")).toMatchObject({ code: -4061 });
      await until(() => told("position_mode").length === 1, "hedge mode is told");
      venue.faults.happen({ kind: "position_mode", position_mode: "one_way" });
      await until(() => told("position_mode").length === 2, "one-way mode is told", 6_000);
      expect(told("position_mode")).toEqual(["hedge", "one-way"]);
      for (const mode of ["multi", "single"]) {
        venue.faults.happen({ kind: "asset_mode", asset_mode: mode });
        await until(() => told("asset_mode").length === (mode === "multi" ? 1 : 2), mode, 6_000);
        await lab.agree();
      }
      expect(told("asset_mode")).toEqual(["multi-assets", "single-asset"]);
    });

    it("a stop that somebody cancels by hand is told as canceled", async () => {
      const id = lab.place();
      await lab.told(id, "order.filled");
      const stop = lab.placeStop();
      await lab.told(stop, "order.acknowledged");
      venue.faults.happen({ kind: "manual_cancel", symbol: "BTCUSDT", conditional: true });
      await lab.told(stop, "order.canceled");
    });
  });
});

describe.concurrent("a private stream that is open and silent", () => {
  it.each([
    ["falls silent for 3 s", (at: VenueLab) => at.faults.happen({ kind: "silence", route: "private", wall_ms: 3_000 })],
    [
      "is cut, and its next socket says nothing",
      (at: VenueLab) => {
        at.faults.suffer({ on: "connect", match: { route: "private" }, when: { times: 1 }, do: { kind: "silent" } });
        return at.faults.happen({ kind: "close_sockets", route: "private" });
      },
    ],
  ])("%s: noticed, replaced, and nothing is lost", async (_what, fail) => {
    const quick = await open(QUICK);
    fail(quick.venue);
    const silent = (): boolean =>
      quick.lab.events.some(
        (event) => event.type === "connection.changed" && !event.up && event.reason.includes("neither frame"),
      );
    await givenClock.sleep(200);
    const id = quick.lab.place();
    await until(silent, "silence is noticed", 6_000);
    await quick.lab.told(id, "order.filled", 6_000);
    await quick.lab.agree();
    await quick.lab.close();
    await quick.venue.close();
  });
});

describe.concurrent("funding between the two halves of a snapshot", () => {
  it("positions read 700 ms after the wallet: the payment is booked once, and no report differs", async () => {
    const fromMs = STORY_START_MS + 8 * HOUR_MS - MINUTE_MS;
    const at = await open(PATIENT, { fromMs });
    const id = at.lab.place({ qty: dec("0.100") });
    await at.lab.told(id, "order.filled");
    at.venue.faults.suffer({
      on: "request",
      match: { path: "/fapi/v3/positionRisk" },
      do: { kind: "delay", wall_ms: 700 },
    });
    at.lab.account.lookAgain();
    const settled = (): InputEvent[] => at.lab.events.filter(({ type }) => type === "funding.settled");
    await until(() => {
      at.lab.account.lookAgain();
      return settled().length > 0;
    }, "the payment");
    at.venue.faults.clear();
    await at.lab.agree();
    expect(settled()).toMatchObject([{ symbol: "BTCUSDT", qty: "0.1", assumed: false }]);
    expect(at.lab.differing).toEqual([]);
    await at.lab.close();
    await at.venue.close();
  });
});
