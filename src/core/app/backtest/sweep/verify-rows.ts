import type { Config } from "../../../config/config-files.js";
import { backtestConfig } from "../../../research/run/backtest-config.js";
import type { VerifiedRow } from "../../../research/sweep/sweep-document.js";
import { studyConfig } from "../../../research/study/study-config.js";
import { runEventBacktest } from "../run-event-backtest.js";

interface Claim {
  readonly params: Readonly<Record<string, number>>;
  /** Total return that the kernel came to. */
  readonly kernel: number;
}

/** Runs rows of a sweep again by the event engine, under the same rules and over the same span. */
export async function verifyRows(
  base: Config,
  claims: readonly Claim[],
  of: {
    readonly strategy: string;
    readonly symbols: readonly string[];
    readonly weight: number;
    readonly fromMs: number;
    readonly toMs: number;
    readonly stop: AbortSignal;
    readonly onProgress: (share: number) => void;
  },
): Promise<readonly VerifiedRow[]> {
  const rows: VerifiedRow[] = [];
  for (const { params, kernel } of claims) {
    const wish = { strategies: [of.strategy], symbols: of.symbols, params };
    const { document, complete } = await runEventBacktest({
      config: studyConfig(backtestConfig(base, wish), { weight: of.weight }),
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
    rows.push({ params, kernel, event, differenceBps: ((1 + kernel) / (1 + event) - 1) * 10_000 });
  }
  return rows;
}
