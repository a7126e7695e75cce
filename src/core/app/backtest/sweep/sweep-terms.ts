import { composePolicies } from "../../../config/compose-policies.js";
import type { Config } from "../../../config/config-files.js";
import { Failure } from "../../../lib/failure.js";
import { present } from "../../../lib/invariant.js";
import type { LegRules } from "../../../research/kernel/leg-rules.js";
import type { KernelTerms } from "../../../research/kernel/terms.js";
import { FINEST_TICK } from "../../../research/run/without-filters.js";
import { studyConfig } from "../../../research/study/study-config.js";
import { VOLATILITY_LONG_BARS } from "../../../screener/features.js";

interface SweepTerms {
  readonly terms: KernelTerms;
  readonly rules: LegRules;
}

/**
 * Costs and bounds as the event engine has them under `studyConfig`; one venue's fees hold for all markets, and each has
 * an equal share of the capital, or all of it where each is traded alone.
 *
 * symbols: in the order of the sweep's markets. firstRow: first bar of the span.
 * Errors: Failure 3 where no venue lists all markets.
 */
export function sweepTerms(
  config: Config,
  symbols: readonly string[],
  { firstRow, alone = false }: { readonly firstRow: number; readonly alone?: boolean },
): SweepTerms {
  const venue = Object.values(config.venues).find(({ instruments }) =>
    symbols.every((symbol) => Object.hasOwn(instruments, symbol)),
  );
  if (venue === undefined || symbols.length === 0) {
    throw new Failure("no_venue", 3, "no venue of venues.json lists all swept markets", {
      file: "venues.json",
      fix: "Name markets of one venue with --symbols.",
    });
  }
  const weight = alone ? 1 : 1 / symbols.length;
  const { exits, risk, instruments } = composePolicies(studyConfig(config, { weight }), true);
  return {
    terms: {
      navStart: config.runtime.paper.start_nav_usdt,
      weight,
      takerFee: venue.fees.taker_fee_bps / 10_000,
      slippage: config.runtime.sim.slippage_bps / 10_000,
      disasterAtr: exits.disaster_stop_atr,
      firstRow,
    },
    rules: {
      trailStepAtr: exits.trail_step_atr,
      liquidationFraction: exits.liquidation_fraction,
      tick: FINEST_TICK,
      warmRow: VOLATILITY_LONG_BARS - 1,
      markets: symbols.map((symbol) => ({
        minNotionalUsd: present(risk.symbols[symbol], `caps of ${symbol}`).minNotionalUsd,
        brackets: present(instruments.get(symbol), `instrument ${symbol}`).brackets,
      })),
    },
  };
}
