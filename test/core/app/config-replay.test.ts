import { describe, expect, it } from "vitest";
import { replayConfigs, requireDays } from "../../../src/core/app/config-replay.js";
import type { Config } from "../../../src/core/config/config-files.js";
import { Failure } from "../../../src/core/lib/failure.js";
import { changedTexts, loaded } from "../config/support.js";

const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
const TRADED = { "strategy_config.universe": SYMBOLS, "strategy_registry.strategies.momentum.symbols": SYMBOLS };

const configOf = (changes: Readonly<Record<string, unknown>> = {}): Config =>
  loaded(changedTexts({ ...TRADED, ...changes }), { dotEnvPath: null });

const replay = (before: Config, after: Config, span = "7d", onProgress: (share: number) => void = () => undefined) =>
  replayConfigs({ span, before: { config: before, baseline: "before" }, after, onProgress });

describe("replayConfigs over the last seven recorded days", () => {
  it("finds no difference between a configuration and itself", async () => {
    const found = await replay(configOf(), configOf());
    expect(found).toMatchObject({
      baseline: "before",
      from: "2024-12-25T00:00:00Z",
      to: "2025-01-01T00:00:00Z",
      cycles: { before: 168, after: 168 },
      changesTotal: 0,
      firstDifference: null,
      nav: { difference: "0" },
    });
    expect(found.approved.before).toBeGreaterThan(0);
  });

  it("shows what a restricted symbol would have refused: vetoes by R17, its approvals gone, NAV apart by so much", async () => {
    const after = configOf({ "risk_limits.restricted_symbols": ["BTCUSDT"] });
    const found = await replay(configOf(), after);
    const btc = found.changes.filter(({ symbol }) => symbol === "BTCUSDT");
    expect(found.vetoes.byRule["R17"]).toMatchObject({ before: 0, gone: 0 });
    expect(found.vetoes.byRule["R17"]?.new).toBeGreaterThan(0);
    expect(found.approved.gone).toBeGreaterThan(0);
    expect(found.firstDifference).toMatchObject({
      symbol: "BTCUSDT",
      purpose: "open",
      before: { verdict: "approved" },
      after: { verdict: "vetoed", rules: ["R17"] },
    });
    expect(btc.every(({ after: now }) => now === null || now.verdict === "vetoed")).toBe(true);
    expect(Number(found.nav.after) - Number(found.nav.before)).toBeCloseTo(Number(found.nav.difference), 6);
    expect(found.nav.difference).not.toBe("0");
  });

  it("half the size of a trade: the same entries are approved, all of another size; back again is the mirror image", async () => {
    const half = configOf({ "strategy_config.sizing.trade_nav_percentage": 0.025 });
    const there = await replay(configOf(), half);
    expect(there.approved).toMatchObject({ gone: 0, new: 0 });
    expect(there.approved.resized).toBe(there.approved.before);
    const back = await replay(half, configOf());
    expect(back.approved.resized).toBe(there.approved.resized);
    expect(Number(back.nav.difference)).toBe(-Number(there.nav.difference));
    expect(back.firstDifference).toMatchObject({
      before: there.firstDifference?.after as object,
      after: there.firstDifference?.before as object,
    });
  });

  it("is deterministic, and its progress never goes back", async () => {
    const after = configOf({ "risk_limits.global.max_trade_nav_pct": 0.02 });
    const shares: number[] = [];
    const first = await replay(configOf(), after, "3d", (share) => void shares.push(share));
    expect(await replay(configOf(), after, "3d")).toEqual(first);
    expect(shares.every((share, index) => share >= (shares[index - 1] ?? 0) && share <= 1)).toBe(true);
    expect(shares.at(-1)).toBe(1);
  });

  it("a symbol more in the audited universe is a difference, no fault", async () => {
    const fewer = configOf({
      "strategy_config.universe": SYMBOLS.slice(0, 2),
      "strategy_registry.strategies.momentum.symbols": SYMBOLS.slice(0, 2),
    });
    const found = await replay(fewer, configOf());
    expect(found.changes.some(({ symbol, before }) => symbol === "SOLUSDT" && before === null)).toBe(true);
  });
});

describe("--replay", () => {
  it.each(["", "30", "d", "0d", "-3d", "1.5d", "30days", "99999d", "2024-01-01..2024-02-01"])("refuses %j", (text) => {
    expect(() => requireDays(text)).toThrow(Failure);
  });

  it("refuses more days than are recorded and says how many there are", async () => {
    const failure: unknown = await replay(configOf(), configOf(), "900d").catch((error: unknown) => error);
    expect(failure).toMatchObject({
      exitCode: 2,
      code: "bad_span",
      place: { fix: expect.stringContaining("--replay 731d") as string },
    });
  });
});
