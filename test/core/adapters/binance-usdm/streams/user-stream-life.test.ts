import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConnectBudget } from "../../../../../src/core/adapters/ccxt/connect-budget.js";
import { systemClock } from "../../../../../src/core/adapters/system/clock.js";
import { orderFrame } from "./support/frames.js";
import { until } from "./support/until.js";
import { UserLab } from "./support/user-lab.js";

let lab: UserLab;

beforeEach(async () => {
  lab = await UserLab.open();
});

afterEach(() => lab.close());

describe("keeping a key", () => {
  it("renews it at its pace, and much sooner after a failure", async () => {
    lab.follow({ renewEveryMs: 400, renewAgainMs: 5, keyLifeMs: 60_000 });
    await lab.isUp();
    const upAtMs = systemClock.monotonicMs();
    await until(() => lab.keys.renewed.length >= 1, "a renewal");
    expect(systemClock.monotonicMs() - upAtMs).toBeGreaterThanOrEqual(350);
    lab.keys.renewWith = { code: 0, reason: "no answer", retryAfterMs: null };
    await until(() => lab.keys.renewed.length >= 2, "a renewal that fails");
    const failedAtMs = systemClock.monotonicMs();
    await until(() => lab.keys.renewed.length >= 8, "six more");
    expect(systemClock.monotonicMs() - failedAtMs).toBeLessThan(6 * 400);
    expect(lab.keys.renewed.every((key) => key === "key1")).toBe(true);
    expect(lab.downs).toEqual([]);
  });

  it("takes a new one at once when the venue doesn't know the old one (-1125)", async () => {
    lab.keys.renewWith = { code: -1125, reason: "This listenKey does not exist.", retryAfterMs: null };
    lab.follow({ renewEveryMs: 50 });
    await lab.isUp();
    await lab.isUp(2);
    expect(lab.downs[0]!.reason).toBe("the venue doesn't know the listen key any more");
    expect(lab.openKeys()).toEqual(["key2"]);
  });

  it("gives a key up that could not be renewed for its life", async () => {
    lab.keys.renewWith = { code: 0, reason: "no answer", retryAfterMs: null };
    lab.follow({ renewEveryMs: 20, renewAgainMs: 20, keyLifeMs: 100 });
    await lab.isDown();
    expect(lab.downs[0]!.reason).toBe("the listen key could not be renewed: no answer");
  });
});

describe("the cut after 24 hours", () => {
  it("is forestalled: the new socket is open before the old one goes, no down, and each event is told once", async () => {
    let sent = 0;
    lab.follow({ rotateAfterMs: 150, overlapMs: 80 });
    await lab.isUp();
    let most = 0;
    while (lab.venue.sockets.length < 3) {
      sent += 1;
      lab.venue.push("", orderFrame({ c: `o${sent}`, i: sent }));
      most = Math.max(most, lab.venue.carrying("").length);
      await systemClock.sleep(5);
    }
    await lab.isTold(`order.acknowledged o${sent}`);
    expect(most).toBe(2);
    expect(lab.told).toEqual(["up", ...Array.from({ length: sent }, (_, at) => `order.acknowledged o${at + 1}`)]);
  });

  it("keeps the old socket while no new one can be opened", async () => {
    lab.follow({ rotateAfterMs: 50 });
    await lab.isUp();
    lab.venue.acceptsSockets = false;
    await until(() => lab.keys.created >= 4, "attempts to replace it");
    lab.venue.push("", orderFrame({ c: "still" }));
    await lab.isTold("order.acknowledged still");
    expect(lab.downs).toEqual([]);
  });

  it("says down when the old socket dies before the new one is open", async () => {
    lab.follow({ rotateAfterMs: 50, handshakeMs: 1_000 });
    await lab.isUp();
    lab.venue.acceptsSockets = false;
    await until(() => lab.keys.created >= 3, "attempts to replace it");
    lab.venue.cut();
    await lab.isDown();
    lab.venue.acceptsSockets = true;
    await lab.isUp(2);
  });
});

describe("a flapping venue", () => {
  it("is connected to at most as often as the budget allows", async () => {
    const startedAtMs = systemClock.monotonicMs();
    const budget = new ConnectBudget(systemClock, { connects: 3, windowMs: 150 });
    const signal = new AbortController().signal;
    for (let i = 0; i < 7; i += 1) await budget.take(signal);
    expect(systemClock.monotonicMs() - startedAtMs).toBeGreaterThanOrEqual(298);
  });
});
