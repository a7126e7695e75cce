import { describe, expect, it } from "vitest";
import { type DropReason, LATE_DROP_REASONS } from "../../../src/core/domain/intent.js";
import { admitRoutes } from "../../../src/core/engine/admit-routes.js";
import { sampleIntent } from "../../support/samples/intents.js";
import { NOW_MS, policyWith, repeated, stateWith } from "../routing/samples.js";

const LATE: readonly DropReason[] = LATE_DROP_REASONS;
const broken = stateWith(repeated(30, { atMs: NOW_MS, rejected: true }));
const admit = (intents: Parameters<typeof admitRoutes>[0], atMs: number) =>
  admitRoutes(intents, { router: broken, policy: policyWith(), atMs });

describe("a symbol whose route is broken", () => {
  const open = sampleIntent({ purpose: "open" });

  it("is opened in by nobody for 900 s: the drop says how long it has rested and which setting holds", () => {
    const { intents, drops } = admit([open], NOW_MS + 600_000);
    expect(intents).toEqual([]);
    const detail = { measured: 600, limit: 900, setting: "router_policy.quality.probe_after_seconds" };
    expect(drops).toEqual([{ strategy: open.strategy, symbol: open.symbol, reason: "route_broken", detail }]);
  });

  it("lets one probe pass after them, and closes at any time", () => {
    expect(admit([open], NOW_MS + 900_000)).toEqual({ intents: [open], drops: [] });
    const close = sampleIntent({ purpose: "close" });
    expect(admit([close], NOW_MS + 1)).toEqual({ intents: [close], drops: [] });
  });

  it("takes the other leg of the same idea along, and leaves other ideas alone", () => {
    const leg = sampleIntent({ purpose: "open", symbol: "ETHUSDT", id: "B1b2C3d4E5f6G7h8" });
    const other = sampleIntent({ purpose: "open", symbol: "SOLUSDT", groupId: "other" });
    const { intents, drops } = admit([open, leg, other], NOW_MS + 1);
    expect(intents).toEqual([other]);
    expect(drops.map(({ symbol, reason }) => [symbol, reason])).toEqual([
      ["BTCUSDT", "route_broken"],
      ["ETHUSDT", "group_incomplete"],
    ]);
    // The screener had let them pass: the funnel counts them that far.
    expect(drops.every(({ reason }) => LATE.includes(reason))).toBe(true);
  });
});

describe("a circuit breaker of the venue", () => {
  const router = (state: "open" | "half_open") => {
    const known = stateWith(repeated(30, { atMs: NOW_MS }));
    known.circuits["main"] = [{ endpoints: "orders", state, reason: "503" }];
    return known;
  };
  const single = (symbol: string, id: string) => sampleIntent({ purpose: "open", symbol, id, groupId: id });
  const idea = [single("BTCUSDT", "A1b2C3d4E5f6G7h8"), single("ETHUSDT", "B1b2C3d4E5f6G7h8")] as const;
  const legs = [
    sampleIntent({ purpose: "open", symbol: "SOLUSDT", id: "C1b2C3d4E5f6G7h8", groupId: "pair" }),
    sampleIntent({ purpose: "open", symbol: "XRPUSDT", id: "D1b2C3d4E5f6G7h8", groupId: "pair" }),
  ] as const;
  const close = sampleIntent({ purpose: "close", symbol: "ADAUSDT" });
  const through = (state: "open" | "half_open") =>
    admitRoutes([...legs, ...idea, close], { router: router(state), policy: policyWith(), atMs: NOW_MS });

  it("lets nothing be opened in any symbol while it is open, and closes pass", () => {
    const { intents, drops } = through("open");
    expect(intents).toEqual([close]);
    expect(drops.map(({ symbol, reason }) => [symbol, reason])).toEqual(
      ["SOLUSDT", "XRPUSDT", "BTCUSDT", "ETHUSDT"].map((symbol) => [symbol, "circuit_open"]),
    );
  });

  it("lets one idea of a single leg try while it is half open: the circuit would turn back a second order", () => {
    const { intents, drops } = through("half_open");
    expect(intents).toEqual([idea[0], close]);
    expect(drops.map(({ symbol }) => symbol)).toEqual(["SOLUSDT", "XRPUSDT", "ETHUSDT"]);
    expect(drops.every(({ reason }) => LATE.includes(reason))).toBe(true);
  });
});
