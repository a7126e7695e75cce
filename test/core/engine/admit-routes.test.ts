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
