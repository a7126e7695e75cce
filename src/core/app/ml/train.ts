import { nodeFiles } from "../../adapters/fs/node-files.js";
import { exportModel } from "../../adapters/onnx/export-model.js";
import { configHash } from "../../config/hash.js";
import { FEATURE_CODE_SHA256 } from "../../domain/feature-code.js";
import type { ModelRecipe } from "../../domain/meta-model.js";
import { sealed } from "../../domain/model-seal.js";
import { sha256Hex } from "../../lib/hash.js";
import { datasetOf } from "../../research/ml/dataset.js";
import { trainModel } from "../../research/ml/train-model.js";
import { names } from "../backtest/backtest-commands.js";
import { codeIdentity } from "../backtest/code-version.js";
import { dataSpan } from "../session-plan.js";
import { writeFeatures } from "./feature-store.js";
import { type ModelSource, openModelSource, samplesOfRecipe } from "./model-data.js";
import { modelDocument, type ModelDocument } from "./model-document.js";
import { modelsDirectory, writeModel } from "./model-store.js";

/** Flags of `hedge ml train` as they are parsed. */
export interface TrainFlags {
  readonly config: string;
  readonly state?: string | undefined;
  readonly strategy: string;
  readonly kind: "logistic" | "gbm";
  readonly symbols?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly horizon?: number | undefined;
  readonly take: number;
  readonly seed: number;
  readonly folds: number;
  readonly "valid-days": number;
}

/** Stop of an entry whose strategy sets none: that of momentum. */
const STOP_ATR = 2.5;

/** Learns a model and enters it into the registry, without an evaluation. Errors: Failure 2 for bad flags, 3 for data. */
export async function trainMetaModel(flags: TrainFlags): Promise<ModelDocument> {
  const symbols = flags.symbols === undefined ? null : names(flags.symbols);
  const source = await openModelSource(flags.config, { strategy: flags.strategy, symbols });
  const recipe = await recipeOf(flags, source);
  const set = await samplesOfRecipe(source, recipe);
  const data = datasetOf(set);
  const { core, learned, hash } = trainModel(data, recipe, source.strategy.id);
  const directory = modelsDirectory(flags.state);
  const features = writeFeatures(nodeFiles, directory.replace(/\/models$/, ""), { strategy: core.strategy, set });
  const onnx = exportModel(core);
  const record = sealed({
    schema: "hedge.model/1",
    id: `${recipe.kind}-${hash.slice(0, 10)}`,
    ...{ core, recipe, learned },
    hashes: {
      model: hash,
      data: source.store.manifestSha256,
      features: features.hash,
      featureCode: FEATURE_CODE_SHA256,
      code: codeIdentity(nodeFiles).codeHash,
      config: configHash(source.config),
      onnx: sha256Hex(onnx),
    },
    evaluation: null,
  });
  const folder = writeModel(nodeFiles, directory, { record, onnx });
  return modelDocument(record, { folder, features: features.directory });
}

async function recipeOf(flags: TrainFlags, { config, store }: ModelSource): Promise<ModelRecipe> {
  const symbols = config.strategy_config.universe;
  const { fromMs, toMs } = await dataSpan(store, symbols, { fromMs: flags.from ?? null, toMs: flags.to ?? null });
  const horizonBars = flags.horizon ?? config.strategy_config.screener.default_horizon_bars;
  return {
    kind: flags.kind,
    symbols: [...symbols],
    ...{ fromMs, toMs, horizonBars },
    seed: flags.seed,
    folds: flags.folds,
    embargoBars: horizonBars,
    takeMultiple: flags.take,
    stopAtr: STOP_ATR,
    feeBps: config.strategy_config.sizing.taker_fee_bps,
    slippageBps: config.strategy_config.sizing.exit_slippage_bps,
    validDays: flags["valid-days"],
  };
}
