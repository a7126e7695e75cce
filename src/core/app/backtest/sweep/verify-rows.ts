import type { Config } from "../../../config/config-files.js";
import { isoUtc } from "../../../lib/time.js";
import { backtestConfig } from "../../../research/run/backtest-config.js";
import type { EquitySeries } from "../../../research/run/run-recorder.js";
import { axisParams, sweptDefinition } from "../../../research/sweep/axis-params.js";
import { ownParams, type RowParams, symbolOf } from "../../../research/sweep/symbol-axis.js";
import type { VerifiedRow } from "../../../research/sweep/sweep-document.js";
import { studyConfig } from "../../../research/study/study-config.js";
import { runEventBacktest } from "../run-event-backtest.js";

interface Claim {
  readonly params: RowParams;
  /** Total return that the kernel came to. */
  readonly kernel: number;
  /** NAV after each bar, by the kernel. */
  readonly curve: () => Float64Array;
}

interface VerifyRequest {
  readonly strategy: string;
  readonly weight: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Difference up to which both count as equal. */
  readonly boundBps: number;
  readonly stop: AbortSignal;
  readonly onProgress: (share: number) => void;
}

export interface Verification {
  readonly rows: readonly VerifiedRow[];
  /** Of each row that differs: at which bar first, and by how much. */
  readonly divergences: readonly string[];
}

/** Runs rows of a sweep again by the event engine, under the same rules and over the same span. */
export async function verifyRows(base: Config, claims: readonly Claim[], of: VerifyRequest): Promise<Verification> {
  const rows: VerifiedRow[] = [];
  const divergences: string[] = [];
  for (const { params, kernel, curve } of claims) {
    const { document, record, complete } = await runEventBacktest({
      config: studyConfig(backtestConfig(base, wishOf(base, params, of)), { weight: of.weight }),
      fromMs: of.fromMs,
      toMs: of.toMs,
      filters: false,
      stop: of.stop,
      onProgress: (share) => {
        of.onProgress((rows.length + share) / claims.length);
      },
    });
    if (!complete) break;
    const event = document.metrics.totalReturn ?? Number.NaN;
    const nav = curve();
    const differenceBps = largestDifferenceBps(nav, record.equity.nav);
    rows.push({ params, kernel, event, differenceBps });
    if (Math.abs(differenceBps) <= of.boundBps) continue;
    const named = Object.entries(params).map(([name, value]) => `${name}=${String(value)}`);
    divergences.push(`${of.strategy} ${named.join(" ")}: ${divergenceOf(nav, record.equity, of.boundBps)}`);
  }
  return { rows, divergences };
}

function wishOf(
  { strategy_registry }: Config,
  params: Claim["params"],
  { strategy }: VerifyRequest,
): Parameters<typeof backtestConfig>[1] {
  const definition = sweptDefinition(strategy_registry.strategies[strategy]?.strategy ?? strategy);
  const own = ownParams(params);
  const axes = Object.keys(own).map((name) => ({ name }));
  const symbol = symbolOf(params);
  return {
    strategies: [strategy],
    // The configuration trades the markets of the sweep already; a pair's legs can't be chosen by symbols at all.
    symbols: symbol === null ? null : [symbol],
    params: axisParams(definition, axes)(Object.values(own)),
  };
}

const differenceBps = (kernel: number | undefined, event: number | undefined): number =>
  ((kernel ?? Number.NaN) / (event ?? Number.NaN) - 1) * 10_000;

/** By how much the NAVs differ at the bar where they differ most, kernel above event; NaN where they have other bars. */
export function largestDifferenceBps(kernel: Float64Array, event: readonly number[]): number {
  if (kernel.length !== event.length) return Number.NaN;
  let largest = 0;
  for (const [row, nav] of event.entries()) {
    const here = differenceBps(kernel[row], nav);
    if (!(Math.abs(here) <= Math.abs(largest))) largest = here;
    if (Number.isNaN(here)) break;
  }
  return largest;
}

/** The first bar after which the NAVs differ by more than the bound, in words. */
export function divergenceOf(
  kernel: Float64Array,
  { nav, atMs }: Pick<EquitySeries, "nav" | "atMs">,
  boundBps: number,
): string {
  if (kernel.length !== nav.length) {
    return `the kernel has ${String(kernel.length)} bars and the event engine ${String(nav.length)}.`;
  }
  const row = nav.findIndex((event, at) => !(Math.abs(differenceBps(kernel[at], event)) <= boundBps));
  const [ofKernel, ofEvents] = [kernel[row] ?? Number.NaN, nav[row] ?? Number.NaN];
  return (
    `kernel and event engine differ first at the bar that closed at ${isoUtc(atMs[row] ?? 0)}: ` +
    `NAV ${ofKernel.toFixed(2)} and ${ofEvents.toFixed(2)}, ${differenceBps(ofKernel, ofEvents).toFixed(3)} bps.`
  );
}
