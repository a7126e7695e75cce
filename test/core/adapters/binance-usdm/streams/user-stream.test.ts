import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../../../src/core/adapters/system/clock.js";
import { orderFrame } from "./support/frames.js";
import { LoopbackVenue } from "./support/loopback-venue.js";
import { until } from "./support/until.js";
import { UserLab } from "./support/user-lab.js";

let lab: UserLab;

beforeEach(async () => {
  lab = await UserLab.open();
});

afterEach(() => lab.close());

describe("a private stream", () => {
  it("names its events in the address, is up before its first frame, and tells what it says", async () => {
    lab.venue.onStream = ({ ws }) => ws.send(orderFrame({ c: "first" }));
    lab.follow();
    await lab.isTold("order.acknowledged first");
    expect(lab.told[0]).toBe("up");
    const { path, query } = lab.venue.sockets[0]!;
    expect(path).toBe("/private/ws");
    expect(query.get("listenKey")).toBe("key1");
    expect(query.get("events")).toBe(
      "ORDER_TRADE_UPDATE/ALGO_UPDATE/ACCOUNT_UPDATE/ACCOUNT_CONFIG_UPDATE/MARGIN_CALL/listenKeyExpired",
    );
  });

  it("comes back with a new key after listenKeyExpired and says since when events may be lost: the last frame", async () => {
    lab.follow();
    await lab.isUp();
    lab.venueNowMs += 60_000;
    lab.venue.push("", orderFrame({ c: "seen" }, 1_800_000_050_000));
    await lab.isTold("order.acknowledged seen");
    lab.venue.push("", { e: "listenKeyExpired", E: 1_800_000_059_000, listenKey: "key1" });
    await lab.isUp(2);
    expect(lab.downs).toEqual([{ reason: "the venue let the listen key expire", sinceMs: 1_800_000_050_001 }]);
    expect(lab.openKeys()).toEqual(["key2"]);
  });

  it("takes no stamp of the future for the time up to which it is complete", async () => {
    lab.follow();
    await lab.isUp();
    lab.venue.push("", orderFrame({}, 8_000_000_000_000));
    await lab.isTold("order.acknowledged ours1");
    lab.venue.cut();
    await lab.isDown();
    expect(lab.downs[0]!.sinceMs).toBe(lab.venueNowMs);
  });

  it("reconnects after a cut and misses nothing sent on the new socket", async () => {
    lab.follow();
    await lab.isUp();
    lab.venue.onStream = ({ ws }) => ws.send(orderFrame({ c: "after" }));
    lab.venue.cut();
    await lab.isTold("order.acknowledged after");
    expect(lab.told).toEqual(["up", "down", "up", "order.acknowledged after"]);
    expect(lab.downs[0]!.reason).toBe("closed by the venue with code 1006");
  });

  it("notices a half-open connection by the missing answer to its ping", async () => {
    lab.follow();
    await lab.isUp();
    lab.venue.sockets[0]!.raw.pause();
    await lab.isDown();
    expect(lab.downs[0]!.reason).toMatch(/^half-open: no answer to a ping for \d+ ms$/);
    await lab.isUp(2);
  });

  it("takes a socket that answers pings but says nothing for dead only while orders are live", async () => {
    lab.follow();
    await lab.isUp();
    await systemClock.sleep(500);
    expect(lab.downs).toEqual([]);
    lab.ordersLive = true;
    await lab.isDown();
    expect(lab.downs[0]!.reason).toMatch(/^neither frame nor ping of the venue for \d+ ms while orders are live$/);
    await lab.isUp(2);
    expect(lab.keys.created).toBe(2);
  });

  it("takes the venue's ping for a sign of life, and answers it", async () => {
    lab.ordersLive = true;
    lab.follow();
    await lab.isUp();
    const { ws } = lab.venue.sockets[0]!;
    const answers: string[] = [];
    ws.on("pong", (payload) => answers.push(payload.toString()));
    for (let i = 0; i < 8; i += 1) {
      ws.ping(`beat ${i}`);
      await systemClock.sleep(50);
    }
    expect(lab.downs).toEqual([]);
    expect(answers).toContain("beat 7");
  });

  it("takes a frame that it can't read for a lost one", async () => {
    lab.follow();
    await lab.isUp();
    lab.venue.push("", '{"e":"ORDER_TRADE_UPDATE","E":1,"T":1,"o":{"s":"BTCUSDT"}}');
    await lab.isUp(2);
    expect(lab.downs[0]!.reason).toMatch(/^ORDER_TRADE_UPDATE has an unexpected field o\./);
  });

  it("starts anew when whoever reconciles asks for it", async () => {
    const running = lab.follow();
    await lab.isUp();
    running.restart("a fill was missing");
    await lab.isUp(2);
    expect(lab.downs[0]!.reason).toBe("a fill was missing");
  });

  it("says once why it can't start, tries again, and waits as long as the venue asks", async () => {
    lab.keys.failWith = { code: -1003, reason: "banned", retryAfterMs: 150 };
    const startedAtMs = systemClock.monotonicMs();
    lab.follow();
    await lab.isDown();
    lab.keys.failWith = null;
    await lab.isUp();
    expect(systemClock.monotonicMs() - startedAtMs).toBeGreaterThanOrEqual(145);
    expect(lab.told).toEqual(["down", "up"]);
    expect(lab.downs[0]!.reason).toBe("no listen key: banned");
  });

  it("goes on trying while the venue refuses sockets", async () => {
    lab.venue.acceptsSockets = false;
    lab.follow();
    await until(() => lab.keys.created >= 4, "four attempts");
    expect(lab.told).toEqual(["down"]);
    expect(lab.downs[0]!.reason).toBe("Unexpected server response: 503");
    lab.venue.acceptsSockets = true;
    await lab.isUp();
  });

  it("never shows its key in a reason", async () => {
    lab.follow();
    await lab.isUp();
    await lab.venue.close();
    await lab.isDown();
    expect(JSON.stringify(lab.downs)).not.toContain("key1");
    lab.venue = await LoopbackVenue.start();
  });

  it("tells nothing after close and leaves no socket open", async () => {
    const running = lab.follow();
    await lab.isUp();
    await running.close();
    await until(() => lab.venue.carrying("").length === 0, "no open socket");
    expect(lab.told).toEqual(["up"]);
  });
});
