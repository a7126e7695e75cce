import { beforeEach, describe, expect, it } from "vitest";
import type { EventBody } from "../../../src/core/domain/event.js";
import { apply } from "../../../src/core/engine/apply.js";
import { leaseCauses } from "../../../src/core/engine/connection-gates.js";
import { createEngineState, type EngineContext, type EngineState } from "../../../src/core/engine/state.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/core/lib/time.js";
import { barSetup } from "../../support/engine-session.js";
import { bandStrategy } from "../../support/engine-strategy.js";

const BEGIN_MS = Date.parse("2024-05-01T12:34:00Z");
const BARS_MS = Date.parse("2024-05-01T12:00:00Z");

let context: EngineContext;
let state: EngineState;

const NAMED = { symbols: ["BTCUSDT"], config: {}, codeVersion: "0.1.0", notes: [] };
const lines = (...events: readonly EventBody[]): void => {
  for (const event of events) apply(state, event, context);
};
const tick = (atMs: number): EventBody => ({ type: "clock.advanced", atMs });
const configured = (atMs: number, configHash: string): EventBody => ({
  ...NAMED,
  ...{ type: "session.configured", atMs, configHash },
});
const armed = (atMs: number, untilMs: number): EventBody => ({
  ...{ type: "lease.armed", atMs, lease: { untilMs, maxNotionalUsd: dec("1000"), configHash: "a" } },
});
/** Since when, and why; null while a lease holds. */
const missing = (): readonly [string, string] | null => {
  const [cause] = leaseCauses(state);
  return cause === undefined ? null : [new Date(cause.sinceMs).toISOString().slice(11, 16), cause.clears];
};

beforeEach(() => {
  context = barSetup({ markets: [{ symbol: "BTCUSDT", bars: [50_000] }], strategies: [bandStrategy()] }).context;
  state = createEngineState("prod");
  const started = { type: "session.started", atMs: BARS_MS - 60 * DAY_MS, fromMs: BARS_MS, toMs: null } as const;
  const wallets = { navStart: dec("1000"), wallets: { main: dec("1000") }, walletsAtMs: BEGIN_MS };
  lines({ ...NAMED, ...started, ...wallets, configHash: "a", dataHash: "binance:prod" });
});

describe("since when no lease holds", () => {
  it("is the start of the session, not that of the 60 days of history it loads", () => {
    expect(missing()).toEqual(["12:34", "hedge arm (no lease)"]);
    lines(tick(BEGIN_MS + HOUR_MS));
    expect(missing()).toEqual(["12:34", "hedge arm (no lease)"]);
  });

  it("is the end of the lease, however late somebody looks", () => {
    lines(armed(BEGIN_MS, BEGIN_MS + HOUR_MS));
    expect(missing()).toBeNull();
    lines(tick(BEGIN_MS + 3 * HOUR_MS));
    expect(missing()).toEqual(["13:34", "hedge arm (the lease has expired)"]);
    lines({ type: "lease.disarmed", atMs: BEGIN_MS + 4 * HOUR_MS, reason: "" });
    expect(missing()).toEqual(["13:34", "hedge arm (no lease)"]);
  });

  it("is the moment it was disarmed, and that of the start with another configuration", () => {
    lines(armed(BEGIN_MS, BEGIN_MS + 4 * HOUR_MS), configured(BEGIN_MS + HOUR_MS, "b"));
    expect(missing()).toEqual(["13:34", "hedge arm (the lease is for another configuration)"]);
    lines(tick(BEGIN_MS + 9 * HOUR_MS));
    expect(missing()).toEqual(["13:34", "hedge arm (the lease is for another configuration)"]);
    lines(configured(BEGIN_MS + 9 * HOUR_MS, "a"), armed(BEGIN_MS + 9 * HOUR_MS, BEGIN_MS + 12 * HOUR_MS));
    lines({ type: "lease.disarmed", atMs: BEGIN_MS + 9 * HOUR_MS + 10 * MINUTE_MS, reason: "" });
    expect(missing()).toEqual(["21:44", "hedge arm (no lease)"]);
  });
});

describe("a reload of the files", () => {
  const change = { path: "risk_limits.global.max_leverage", before: 3, after: 2, effect: "tightens" };
  const reloaded = (atMs: number, configHash: string, refused: readonly (typeof change)[] = []): EventBody => ({
    ...{ type: "config.reloaded", atMs, configHash, config: {}, codeVersion: "0.1.0" },
    ...{ changes: [change], refused },
  });

  it("ends a lease that was for what held before, from that minute on", () => {
    lines(armed(BEGIN_MS, BEGIN_MS + 4 * HOUR_MS), tick(BEGIN_MS + 10 * MINUTE_MS));
    expect(missing()).toBeNull();
    lines(reloaded(BEGIN_MS + 11 * MINUTE_MS, "b"));
    expect(missing()).toEqual(["12:45", "hedge arm (the lease is for another configuration)"]);
  });

  it("leaves it alone where nothing that is followed differs", () => {
    lines(armed(BEGIN_MS, BEGIN_MS + 4 * HOUR_MS), reloaded(BEGIN_MS + MINUTE_MS, "a"));
    expect(missing()).toBeNull();
  });

  it("names the first 3 settings that wait, and forgets them at the next start", () => {
    lines(
      reloaded(
        BEGIN_MS,
        "a",
        [1, 2, 3, 4].map((n) => ({ ...change, path: `p${String(n)}` })),
      ),
    );
    expect(state.filesProblem).toEqual({
      code: "config_waits",
      message: "changed in the files, can't be reloaded: p1, p2, p3 and 1 more",
    });
    lines({ type: "session.resumed", atMs: BEGIN_MS, cutBytes: 0 });
    expect(state.filesProblem).toBeNull();
  });

  it("that can't be used leaves the hash as it was, until one can", () => {
    lines({ type: "config.refused", atMs: BEGIN_MS, reason: "no JSON" });
    expect([state.configHash, state.filesProblem]).toEqual(["a", { code: "config_refused", message: "no JSON" }]);
    lines(reloaded(BEGIN_MS, "b"));
    expect([state.configHash, state.filesProblem]).toEqual(["b", null]);
  });
});
