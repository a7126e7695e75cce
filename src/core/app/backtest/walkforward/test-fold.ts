import type { Config } from "../../../config/config-files.js";
import { addDec, dec } from "../../../lib/decimal.js";
import { backtestConfig } from "../../../research/run/backtest-config.js";
import { studyConfig } from "../../../research/study/study-config.js";
import { closeAtEdge, type EdgeCosts } from "../../../research/walkforward/close-at-edge.js";
import type { TestedFold } from "../../../research/walkforward/join-tests.js";
import { runEventBacktest } from "../run-event-backtest.js";

interface TestTerms {
  readonly strategy: string;
  readonly params: Readonly<Record<string, number>>;
  readonly weight: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly navStart: number;
  readonly costs: EdgeCosts;
  readonly stop: AbortSignal;
  readonly onProgress: (share: number) => void;
}

export interface FoldTest extends TestedFold {
  readonly navEnd: number;
  /** What the data lacks, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Runs the chosen parameters over a test by the event engine, under the rules that the train was evaluated by, and leaves it flat.
 *
 * Returns null where a signal ended it.
 */
export async function testFold(config: Config, terms: TestTerms): Promise<FoldTest | null> {
  const { strategy, params, weight, fromMs, toMs, navStart, costs, stop, onProgress } = terms;
  const study = studyConfig(backtestConfig(config, { strategies: [strategy], symbols: null, params }), { weight });
  const paper = { ...study.runtime.paper, start_nav_usdt: navStart };
  const { document, record, notes, complete } = await runEventBacktest({
    config: { ...study, runtime: { ...study.runtime, paper } },
    ...{ fromMs, toMs, filters: false, stop, onProgress },
  });
  if (!complete) return null;
  const closed = closeAtEdge(record, costs, toMs);
  return {
    record: closed.record,
    fees: addDec(dec(document.metrics.fees), closed.fees),
    funding: dec(document.metrics.funding),
    navEnd: closed.record.equity.nav.at(-1) ?? Number.NaN,
    notes,
  };
}
