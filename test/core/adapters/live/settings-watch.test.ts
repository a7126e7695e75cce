import { describe, expect, it } from "vitest";
import { SettingsWatch } from "../../../../src/core/adapters/live/settings-watch.js";
import type { InputEvent } from "../../../../src/core/domain/event.js";
import { err, ok } from "../../../../src/core/lib/result.js";
import type { VenueSymbolSetting } from "../../../../src/core/ports/venue-gateway.js";

const BTC: VenueSymbolSetting = { symbol: "BTCUSDT", isIsolated: false, leverage: 20 };
const ETH: VenueSymbolSetting = { ...BTC, symbol: "ETHUSDT" };

function watching() {
  const told: InputEvent[] = [];
  const venue: { rows: readonly VenueSymbolSetting[]; whileAsked: () => void; answers: boolean } = {
    ...{ rows: [BTC, ETH, { ...BTC, symbol: "XRPUSDT", leverage: 75 }], whileAsked: () => undefined, answers: true },
  };
  const silent = err({ code: 503, reason: "down", reaction: "resend", retryAfterMs: null } as const);
  const symbolSettings = async () => {
    const { rows } = venue;
    venue.whileAsked();
    return venue.answers ? ok(rows) : silent;
  };
  const watch = new SettingsWatch({
    account: "main",
    gateway: { symbolSettings },
    venueClock: { nowMs: () => 7 },
    settings: [BTC, ETH],
    tell: (event) => void told.push(event),
  });
  return { told, venue, watch };
}

const change = (symbol: string, what: "leverage" | "margin_type", detail: string) =>
  ({ type: "account.changed", atMs: 7, account: "main", symbol, what, detail }) as const;

describe("the watch over leverage and margin type", () => {
  it("tells 20 → 3 and cross → isolated once each, the way back, and nothing of a symbol that is not traded", async () => {
    const { told, venue, watch } = watching();
    expect(await watch.look()).toBeNull();
    expect(told).toEqual([]);
    venue.rows = [
      { ...BTC, leverage: 3 },
      { ...ETH, isIsolated: true },
      { ...BTC, symbol: "XRPUSDT", leverage: 1 },
    ];
    await watch.look();
    await watch.look();
    venue.rows = [BTC, ETH];
    await watch.look();
    expect(told).toEqual([
      change("BTCUSDT", "leverage", "3"),
      change("ETHUSDT", "margin_type", "isolated"),
      change("BTCUSDT", "leverage", "20"),
      change("ETHUSDT", "margin_type", "cross"),
    ]);
  });

  it("knows the frame of what a look has told, and leaves to the frame what that was first to tell", async () => {
    const { told, venue, watch } = watching();
    venue.rows = [{ ...BTC, leverage: 3 }];
    await watch.look();
    expect(told).toHaveLength(1);
    expect(watch.knows(change("BTCUSDT", "leverage", "3"))).toBe(true);
    expect(watch.knows(change("ETHUSDT", "margin_type", "isolated"))).toBe(false);
    venue.rows = [{ ...ETH, isIsolated: true }];
    await watch.look();
    expect(told).toHaveLength(1);
  });

  it("makes nothing of an answer that a frame has overtaken: the next look compares", async () => {
    const { told, venue, watch } = watching();
    venue.whileAsked = () => watch.knows(change("BTCUSDT", "leverage", "5"));
    await watch.look();
    expect(told).toEqual([]);
    Object.assign(venue, { rows: [{ ...BTC, leverage: 6 }], whileAsked: () => undefined });
    await watch.look();
    expect(told).toEqual([change("BTCUSDT", "leverage", "6")]);
  });

  it("says why nothing could be read, and forgets nothing meanwhile", async () => {
    const { told, venue, watch } = watching();
    venue.answers = false;
    expect(await watch.look()).toMatchObject({ code: 503 });
    Object.assign(venue, { rows: [{ ...BTC, leverage: 3 }], answers: true });
    expect(await watch.look()).toBeNull();
    expect(told).toEqual([change("BTCUSDT", "leverage", "3")]);
  });
});
