import { expect, it } from "vitest";
import { Activity } from "../../../src/core/app/activity.js";
import type { EventBody } from "../../../src/core/domain/event.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import { cycleDecided, sessionStarted } from "../../support/samples/events.js";
import { intended, journaled, START_MS, vetoRecord } from "../telemetry/sample-session.js";

it("counts from the beginning, then from the last signal, entry and stop", () => {
  const activity = new Activity();
  const tell = (body: EventBody): void => {
    activity.onEvent(journaled(body, 1));
  };
  const at = (hour: number): number => START_MS + hour * HOUR_MS;
  expect(activity.agesMs({ atMs: at(0) })).toEqual({ signal: null, entry: null, exit: null });
  tell(sessionStarted({ atMs: at(0) }));
  expect(activity.agesMs({ atMs: at(3) })).toEqual({
    signal: at(3) - at(0),
    entry: at(3) - at(0),
    exit: at(3) - at(0),
  });
  const signals = [{ strategy: "momentum", symbol: "BTCUSDT", side: "buy", strength: 1 }] as never;
  tell(cycleDecided({ atMs: at(4), nav: dec("100000"), signals, vetoes: [vetoRecord("v")] }));
  tell(cycleDecided({ atMs: at(5), nav: dec("100000"), orders: [intended("entry1")] }));
  const stop = { ...intended("stop1", { closePosition: true }), purpose: "disaster_stop" as const };
  tell({ type: "order.intended", atMs: at(6), order: stop, because: "protect" });
  expect(activity.agesMs({ atMs: at(8) })).toEqual({ signal: 4 * HOUR_MS, entry: 3 * HOUR_MS, exit: 2 * HOUR_MS });
});

it("counts from where trading begins, not from the first bar of a warm-up of 91 days", () => {
  const activity = new Activity();
  const fromMs = START_MS + 91 * 24 * HOUR_MS;
  activity.onEvent(journaled(sessionStarted({ atMs: START_MS, fromMs }), 1));
  expect(activity.agesMs({ atMs: fromMs - HOUR_MS })).toEqual({ signal: 0, entry: 0, exit: 0 });
  expect(activity.agesMs({ atMs: fromMs + HOUR_MS })).toEqual({ signal: HOUR_MS, entry: HOUR_MS, exit: HOUR_MS });
});
