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
  readonly symbols: readonly string[] | null;
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
    // Of the money at the end: a return near 0 has no basis points of its own.
    const differenceBps = ((1 + kernel) / (1 + event) - 1) * 10_000;
    rows.push({ params, kernel, event, differenceBps });
    if (Math.abs(differenceBps) <= of.boundBps) continue;
    const named = Object.entries(params).map(([name, value]) => `${name}=${String(value)}`);
    divergences.push(`${of.strategy} ${named.join(" ")}: ${divergenceOf(curve(), record.equity, of.boundBps)}`);
  }
  return { rows, divergences };
}

function wishOf(
  { strategy_registry }: Config,
  params: Claim["params"],
  { strategy, symbols }: VerifyRequest,
): Parameters<typeof backtestConfig>[1] {
  const definition = sweptDefinition(strategy_registry.strategies[strategy]?.strategy ?? strategy);
  const own = ownParams(params);
  const axes = Object.keys(own).map((name) => ({ name }));
  const symbol = symbolOf(params);
  return {
    strategies: [strategy],
    symbols: symbol === null ? symbols : [symbol],
    params: axisParams(definition, axes)(Object.values(own)),
  };
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
  const differenceBps = (row: number): number => ((kernel[row] ?? Number.NaN) / (nav[row] ?? Number.NaN) - 1) * 10_000;
  const row = nav.findIndex((_, at) => !(Math.abs(differenceBps(at)) <= boundBps));
  const [ofKernel, ofEvents] = [kernel[row] ?? Number.NaN, nav[row] ?? Number.NaN];
  return (
    `kernel and event engine differ first at the bar that closed at ${isoUtc(atMs[row] ?? 0)}: ` +
    `NAV ${ofKernel.toFixed(2)} and ${ofEvents.toFixed(2)}, ${differenceBps(row).toFixed(3)} bps.`
  );
}
