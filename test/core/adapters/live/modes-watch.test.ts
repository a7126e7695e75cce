import { describe, expect, it } from "vitest";
import { ModesWatch } from "../../../../src/core/adapters/live/modes-watch.js";
import type { InputEvent } from "../../../../src/core/domain/event.js";
import { err, ok } from "../../../../src/core/lib/result.js";

const FOUND = { canTrade: true, hedgeMode: false, multiAssets: false };

function watching() {
  const told: InputEvent[] = [];
  const venue = { modes: FOUND, answers: true };
  const silent = err({ code: 503, reason: "down", reaction: "resend", retryAfterMs: null } as const);
  const watch = new ModesWatch({
    account: "main",
    gateway: { modes: async () => (venue.answers ? ok(venue.modes) : silent) },
    venueClock: { nowMs: () => 7 },
    tell: (event) => void told.push(event),
  });
  return { told, venue, watch };
}

const change = (what: "position_mode" | "asset_mode", detail: string) =>
  ({ type: "account.changed", atMs: 7, account: "main", symbol: null, what, detail }) as const;

describe("the watch over an account's modes", () => {
  it("tells each change once, whatever number of looks finds it, and the way back", async () => {
    const { told, venue, watch } = watching();
    await watch.look();
    expect(told).toEqual([]);
    venue.modes = { ...FOUND, hedgeMode: true, multiAssets: true };
    await watch.look();
    await watch.look();
    venue.modes = FOUND;
    await watch.look();
    expect(told).toEqual([
      change("position_mode", "hedge"),
      change("asset_mode", "multi-assets"),
      change("position_mode", "one-way"),
      change("asset_mode", "single-asset"),
    ]);
  });

  it("tells nothing of a venue that does not answer, and asks again with the next look", async () => {
    const { told, venue, watch } = watching();
    Object.assign(venue, { modes: { ...FOUND, hedgeMode: true }, answers: false });
    await watch.look();
    expect(told).toEqual([]);
    venue.answers = true;
    await watch.look();
    expect(told).toEqual([change("position_mode", "hedge")]);
  });

  it("leaves the asset mode to the private stream where that was first, and knows its frame where the look was", async () => {
    const { told, venue, watch } = watching();
    expect(watch.knows(change("asset_mode", "multi-assets"))).toBe(false);
    venue.modes = { ...FOUND, multiAssets: true };
    await watch.look();
    expect(told).toEqual([]);
    venue.modes = FOUND;
    await watch.look();
    expect(told).toEqual([change("asset_mode", "single-asset")]);
    expect(watch.knows(change("asset_mode", "single-asset"))).toBe(true);
    expect(watch.knows(change("position_mode", "hedge"))).toBe(false);
  });
});
