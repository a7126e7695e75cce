import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { prepareSymbols, settingsUnder } from "../../../../src/core/app/live/symbol-settings.js";
import { currentConfig } from "../../../../src/core/app/session-plan.js";
import { err, ok } from "../../../../src/core/lib/result.js";
import type { VenueSymbolSetting } from "../../../../src/core/ports/venue-gateway.js";
import { root } from "../../config/support.js";

const FLAGS = {
  ...{ configDirectory: `${root}/config`, stateDirectory: "unused", mode: "testnet" as const },
  ...{ fromMs: null, toMs: null, speed: null, maxCycles: null, fresh: false },
} as const;
const config = currentConfig(FLAGS, {
  ...{ files: nodeFiles, clock: systemClock, env: {}, stop: new AbortController().signal },
  ...{ onProgress: () => undefined, onEvent: () => undefined },
});
const { leverage } = config.runtime.live;
const BTC: VenueSymbolSetting = { symbol: "BTCUSDT", isIsolated: false, leverage };
const ETH: VenueSymbolSetting = { ...BTC, symbol: "ETHUSDT" };
const PLAN = { config, symbols: ["BTCUSDT", "ETHUSDT"], account: "main", left: [BTC, ETH], atMs: 7, nowMs: 9 };

/** A venue with these settings, which sets what it is asked to. */
function venueWith(...rows: VenueSymbolSetting[]) {
  const calls: string[] = [];
  return {
    calls,
    symbolSettings: async () => {
      calls.push("read");
      return ok(rows);
    },
    prepareSymbol: async (symbol: string, wanted: number) => {
      calls.push(`${symbol} ${String(wanted)}`);
      return ok({ leverage: wanted });
    },
  };
}

describe("the symbols at the start of a session", () => {
  it("leverage 3 and isolated margin, set while nobody ran, are told as a frame would have, and set back after the look", async () => {
    const venue = venueWith({ ...BTC, leverage: 3 }, { ...ETH, isIsolated: true });
    const { settings, changes } = await prepareSymbols(venue, PLAN);
    expect(changes).toEqual([
      { type: "account.changed", atMs: 7, account: "main", symbol: "BTCUSDT", what: "leverage", detail: "3" },
      { type: "account.changed", atMs: 7, account: "main", symbol: "ETHUSDT", what: "margin_type", detail: "isolated" },
    ]);
    expect(venue.calls).toEqual(["read", `BTCUSDT ${String(leverage)}`, `ETHUSDT ${String(leverage)}`]);
    expect(settings).toEqual([BTC, ETH]);
  });

  it("at the first start nothing was left, nothing is read and nothing is told", async () => {
    const venue = venueWith({ ...BTC, leverage: 3 });
    expect((await prepareSymbols(venue, { ...PLAN, left: [] })).changes).toEqual([]);
    expect(venue.calls).not.toContain("read");
  });

  it("what this configuration wants is no change by hand, also where the one before wanted another", async () => {
    const left = [{ ...BTC, leverage: leverage + 1 }, ETH];
    expect((await prepareSymbols(venueWith(BTC, ETH), { ...PLAN, left })).changes).toEqual([]);
  });

  it("a venue that does not tell them refuses the start with exit 5", async () => {
    const refusal = { code: 503, reason: "down", reaction: "resend", retryAfterMs: null } as const;
    const silent = { ...venueWith(), symbolSettings: async () => err(refusal) };
    await expect(prepareSymbols(silent, PLAN)).rejects.toMatchObject({ exitCode: 5 });
  });

  it("lowers the leverage to a first bracket of 3", () => {
    const { binance } = config.venues;
    const { BTCUSDT } = binance!.instruments;
    const brackets = BTCUSDT!.brackets.map((bracket) => ({ ...bracket, max_leverage: 3 }));
    const instruments = { ...binance!.instruments, BTCUSDT: { ...BTCUSDT!, brackets } };
    const lowered = { ...config, venues: { ...config.venues, binance: { ...binance!, instruments } } };
    expect(settingsUnder(config).find(({ symbol }) => symbol === "BTCUSDT")).toEqual(BTC);
    expect(settingsUnder(lowered).find(({ symbol }) => symbol === "BTCUSDT")).toEqual({ ...BTC, leverage: 3 });
  });
});
