import { nodeFiles } from "../../../adapters/fs/node-files.js";
import type { Config } from "../../../config/config-files.js";
import { decFromNumber } from "../../../lib/decimal.js";
import type { BarStore } from "../../../ports/bar-store.js";
import { type StoredRun, WALKFORWARD_FILE } from "../../../research/run/run-document.js";
import type { WalkForwardDocument } from "../../../research/walkforward/walkforward.schema.js";
import { runContents } from "../run-contents.js";
import { commonInputs } from "../run-event-backtest.js";
import { writeRun } from "../run-store.js";
import type { WalkForward } from "./run-walkforward.js";
import { outOfSampleRun } from "./walkforward-document.js";

interface Kept {
  readonly document: WalkForwardDocument;
  readonly result: WalkForward;
  readonly config: Config;
  readonly store: BarStore;
  readonly command: string;
}

/** Writes the tests as a run, and the folds beside it. Returns the folder. */
export function keepWalkForward(runs: string, { document, result, config, store, command }: Kept): string {
  const fixed = config.strategy_config.strategies[0]?.params ?? {};
  const run: StoredRun = {
    ...outOfSampleRun(document, fixed),
    inputs: {
      ...{ kind: "walkforward", command, ...commonInputs(config, store) },
      navStart: decFromNumber(result.folds[0]?.navStart ?? Number.NaN),
    },
  };
  const contents = runContents(run, result.joined.record, document);
  return writeRun(
    nodeFiles,
    runs,
    run,
    new Map([...contents, [WALKFORWARD_FILE, `${JSON.stringify(document, null, 2)}\n`]]),
  );
}
