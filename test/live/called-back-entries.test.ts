import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createInterlock } from "../../src/core/engine/interlock.js";
import type { EngineState } from "../../src/core/engine/state.js";
import { LEASE, NOW_MS, stateWith } from "../support/interlock-desk.js";
import { AccountLab } from "./support/account-lab.js";
import { givenClock } from "./support/given-clock.js";
import { through } from "./support/session-lab.js";
import { still, StoryMarket } from "./support/story-market.js";
import { until, VenueLab } from "./support/venue-lab.js";

/** Waits count the time that the process was given: a busy machine makes them long. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** The first tries of entries are refused for certain, late; from then on the venue would take them. */
const busyAtFirst = (times: number, delayMs: number): object => ({
  on: "request",
  match: { method: "POST", path: "/fapi/v1/order", reducing: false },
  when: { times },
  do: { kind: "busy_503", delay_wall_ms: delayMs },
});
/** Past every back-off of an entry (200 and 400 ms). */
const LONG_ENOUGH_MS = 1_000;

describe("entries between two tries, over sockets", () => {
  let venue: VenueLab;
  let lab: AccountLab;
  let nowMs = NOW_MS;
  let state: EngineState;

  beforeAll(async () => {
    const symbols = ["BTCUSDT", "ETHUSDT"];
    const { store } = new StoryMarket({ symbols, path: still, funding: "none" });
    venue = await VenueLab.open({ store, symbols, speed: 10 });
    const given = (): ReturnType<typeof createInterlock>["leaving"] =>
      createInterlock({ state, preflight: () => null, nowMs: () => nowMs }).leaving;
    lab = await AccountLab.open(venue, {
      mayNotLeave: { order: (request) => given().order(request), change: (change) => given().change(change) },
    });
  });
  afterAll(async () => {
    await lab.close();
    await venue.close();
  });

  const reasonOf = (id: string): unknown =>
    lab.events.flatMap((event) =>
      event.type === "order.rejected" && event.clientOrderId === id ? [event.reason] : [],
    );

  it.each<readonly [string, () => void]>([
    ["disarm", () => void (state.lease = null)],
    ["the end of the lease", () => void (nowMs = NOW_MS + 60_000)],
  ])(
    "after %s an entry that a busy venue refused once is not sent again; a closing order goes on",
    async (_what, happen) => {
      nowMs = NOW_MS;
      state = stateWith("prod", LEASE);
      const fault = venue.faults.suffer(busyAtFirst(1, 200));
      const id = lab.place();
      await until(() => fault.fired() === 1, "its first try");
      happen();
      await lab.told(id, "order.rejected");
      await givenClock.sleep(LONG_ENOUGH_MS);
      expect([lab.sent(id), lab.lifeOf(id)]).toEqual([1, ["order.rejected"]]);
      expect(reasonOf(id)).toEqual([expect.stringMatching(/^interlock: no lease is armed/)]);
      // What closes reaches the venue, which has a word of its own for it: nothing is held.
      const stop = lab.placeStop();
      await lab.told(stop, "order.rejected");
      expect([lab.sent(stop), String(reasonOf(stop))]).toEqual([1, expect.not.stringContaining("interlock") as string]);
      await lab.agree();
    },
  );

  it("its own cancel, refused by the venue with -2011 while the first try is out, ends an entry all the same", async () => {
    nowMs = NOW_MS;
    state = stateWith("prod", LEASE);
    const fault = venue.faults.suffer(busyAtFirst(1, 400));
    const id = lab.place();
    await until(() => fault.fired() === 1, "its first try");
    lab.cancel(id);
    await lab.told(id, "order.rejected");
    await givenClock.sleep(LONG_ENOUGH_MS);
    expect(lab.sent(id)).toBe(1);
    expect(reasonOf(id)).toEqual(["not sent: its cancel was asked meanwhile"]);
    await lab.agree();
  });
});

it("halt: what was decided before it is not sent after its answer, although the venue refused it only for now", async () => {
  await through({}, async (lab) => {
    const fault = lab.venue.faults.suffer(busyAtFirst(4, 1_300));
    await lab.until(() => lab.entriesAfter(0).length > 0 && fault.fired() > 0, "a first entry");
    await lab.halt();
    const { requests } = lab.venue.faults;
    const sent = requests.length;
    await givenClock.sleep(1_300 + LONG_ENOUGH_MS);
    expect(requests.slice(sent).filter((request) => request.startsWith("POST /fapi/v1/order "))).toEqual([]);
    const over = ["rejected", "canceled", "abandoned"];
    const entries = () => lab.venue.symbols.flatMap((symbol) => lab.ordersOf(symbol, "open"));
    await lab.until(() => entries().every(({ status }) => over.includes(status)), "an end of all entries");
    expect(lab.after(0, "order.filled")).toEqual([]);
    expect(lab.codes()).toContain("operator_halt");
  });
});
