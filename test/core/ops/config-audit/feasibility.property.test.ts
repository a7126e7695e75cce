import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { dataDirectory, openRecordedData } from "../../../../src/core/app/recorded-data.js";
import { rehearse } from "../../../../src/core/app/rehearsal.js";
import { planOver } from "../../../../src/core/app/session-plan.js";
import { composePolicies } from "../../../../src/core/config/compose-policies.js";
import type { Config } from "../../../../src/core/config/config-files.js";
import { DAY_MS } from "../../../../src/core/lib/time.js";
import { bestCase } from "../../../../src/core/ops/config-audit/assumed-market.js";
import { feasibilityRow } from "../../../../src/core/ops/config-audit/feasibility.js";
import { VerdictRecorder } from "../../../../src/core/ops/config-replay/verdicts.js";
import type { BarStore } from "../../../../src/core/ports/bar-store.js";
import { changedTexts, load } from "../../config/support.js";

const SYMBOLS = ["BTCUSDT", "XRPUSDT"];
const STRATEGY_IDS = ["momentum", "smart_money"];
const TO_MS = Date.parse("2024-12-31T00:00:00Z");
const SPAN = { fromMs: TO_MS - 4 * DAY_MS, toMs: TO_MS };
const NAV_USD = 100_000;

/** Both strategies on two symbols, with what a run changes. */
function configOf(
  changes: Readonly<Record<string, unknown>>,
  settings: Readonly<Record<string, unknown>> = {},
): Config | null {
  const entry = { enabled: true, max_concurrent: 2, symbols: SYMBOLS };
  const strategies = STRATEGY_IDS.map((id) => ({ id, timeframe: "1h", max_nav_pct: 1, max_leverage: 1, ...settings }));
  const result = load(
    changedTexts({
      "strategy_config.universe": SYMBOLS,
      "strategy_config.strategies": strategies,
      "strategy_registry.strategies": Object.fromEntries(STRATEGY_IDS.map((id) => [id, { ...entry, strategy: id }])),
      "risk_limits.per_symbol": {},
      ...changes,
    }),
    { dotEnvPath: null },
  );
  return result.ok ? result.value : null;
}

/** Entries that were approved over the recorded span, by strategy and symbol. */
async function approvedOpens(config: Config, span = SPAN): Promise<ReadonlySet<string>> {
  const recorder = new VerdictRecorder();
  const plan = await planOver(config, span, { files: nodeFiles, store });
  const onEvent = recorder.onEvent.bind(recorder);
  await rehearse(plan, { onEvent, onProgress: () => undefined });
  const opened = [...recorder.verdicts.values()].filter((v) => v.verdict === "approved" && v.purpose === "open");
  return new Set(opened.map(({ strategy, symbol }) => `${strategy} ${symbol}`));
}

let store: BarStore;
/** Every price at which the span could decide, last and mark. */
const prices = new Map<string, readonly number[]>();

beforeAll(async () => {
  store = await openRecordedData(dataDirectory(configOf({})));
  for (const symbol of SYMBOLS) {
    const { close } = await store.bars(symbol, { fromMs: SPAN.fromMs - DAY_MS, toMs: SPAN.toMs });
    const marks = await store.marks(symbol, { fromMs: SPAN.fromMs - DAY_MS, toMs: SPAN.toMs });
    prices.set(symbol, [...new Set([...close, ...(marks?.close ?? [])])]);
  }
});

/** The audit's word at every recorded price, with a narrow range and a tenth more NAV than the start: in no market. */
function neverFeasible(config: Config, strategy: string, symbol: string): boolean {
  const policies = composePolicies(config, true);
  return (prices.get(symbol) ?? []).every((price) => {
    const market = bestCase({ prices: { [symbol]: price }, atrFraction: 0.01 });
    return !feasibilityRow({ policies, navUsd: NAV_USD * 1.1, market, strategy, symbol }).feasible;
  });
}

const logUniform = (least: number, most: number): fc.Arbitrary<number> =>
  fc
    .double({ min: Math.log10(least), max: Math.log10(most), noNaN: true })
    .map((exponent) => Number((10 ** exponent).toPrecision(3)));

const limits = fc.record({
  "risk_limits.global.min_notional_usdt": logUniform(10, 20_000),
  "risk_limits.global.min_notional_policy": fc.constantFrom("veto", "bump"),
  "risk_limits.global.max_trade_nav_pct": logUniform(0.0005, 0.5),
  "risk_limits.global.max_order_notional": logUniform(50, 100_000),
  "risk_limits.global.risk_per_trade_pct": logUniform(0.00001, 0.02),
  "risk_limits.global.correlation.groups.all_perps.max_beta_exposure_pct": logUniform(0.001, 1),
  "strategy_config.sizing.trade_nav_percentage": logUniform(0.0005, 0.5),
});
const caps = fc.record({ max_leverage: logUniform(0.0005, 3), max_nav_pct: logUniform(0.001, 1) });

describe("the audit's word against recorded days", () => {
  test("what it calls infeasible in no market approves nothing, in 8 random configurations over 4 days", async () => {
    let excluded = 0;
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(limits, caps, async (changes, settings) => {
        const config = configOf(changes, settings);
        fc.pre(config !== null);
        const approved = await approvedOpens(config);
        opened += approved.size;
        for (const strategy of STRATEGY_IDS) {
          for (const symbol of SYMBOLS) {
            if (!neverFeasible(config, strategy, symbol)) continue;
            excluded += 1;
            expect(approved, `${strategy} ${symbol}`).not.toContain(`${strategy} ${symbol}`);
          }
        }
      }),
      { seed: 20_241_231, numRuns: 8 },
    );
    // The seed covers both sides, or the sentence above says nothing.
    expect(excluded).toBeGreaterThan(3);
    expect(opened).toBeGreaterThan(2);
  }, 120_000);

  test.each(STRATEGY_IDS)(
    "with every limit loose %s alone opens something within 20 days",
    async (strategy) => {
      const others = STRATEGY_IDS.filter((id) => id !== strategy);
      const disabled: Readonly<Record<string, unknown>> = Object.fromEntries(
        others.map((id) => [`strategy_registry.strategies.${id}.enabled`, false] as const),
      );
      const config = configOf(
        {
          ...disabled,
          "risk_limits.global.min_notional_usdt": 0.01,
          "risk_limits.global.max_trade_nav_pct": 1,
          "risk_limits.global.max_order_notional": 1e9,
          "risk_limits.global.risk_per_trade_pct": 1,
          "risk_limits.global.max_symbol_exposure_pct": 1,
          "risk_limits.global.max_gross_exposure_pct": 100,
          "risk_limits.global.max_net_exposure_pct": 100,
          "risk_limits.global.max_venue_exposure_pct": 100,
          "risk_limits.global.max_leverage": 100,
          "risk_limits.global.cooldown_minutes_after_stop": 0,
        },
        { volatility_buckets: { quiet: 1, normal: 1, hot: 1, panic: 1 } },
      );
      if (config === null) throw new Error("the loosest configuration must load");
      const approved = await approvedOpens(config, { ...SPAN, fromMs: TO_MS - 20 * DAY_MS });
      expect([...approved].filter((pair) => pair.startsWith(`${strategy} `)).length).toBeGreaterThan(0);
    },
    60_000,
  );
});
