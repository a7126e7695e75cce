/** A tree in columns (`core/quant/ml/tree.ts` says how it is read). */
export interface ModelTree {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly value: readonly number[];
}

/** What turns a row of features into log-odds. */
export type ModelScorer =
  | {
      readonly kind: "logistic";
      readonly bias: number;
      readonly weights: readonly number[];
      readonly means: readonly number[];
      readonly scales: readonly number[];
    }
  | { readonly kind: "gbm"; readonly base: number; readonly trees: readonly ModelTree[] };

/** How a feature was spread where the model learned: counts of the bands that the edges part. */
export interface FeatureSpread {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** All that an answer depends on; its SHA-256 names the model. */
export interface ModelCore {
  readonly strategy: string;
  /** Names of the columns of a row, in their order. */
  readonly features: readonly string[];
  readonly scorer: ModelScorer;
  /** probability = sigmoid(slope × log-odds + offset). */
  readonly platt: { readonly slope: number; readonly offset: number };
  /** By feature, in their order. */
  readonly spreads: readonly FeatureSpread[];
  /** Market time after which all it learned from was over: before it an answer is no forecast. */
  readonly learnedUntilMs: number;
  /** Market time after which it is too old. */
  readonly validUntilMs: number;
}

/** How the samples were made and the model was fitted; the same recipe on the same data gives the same model. */
export interface ModelRecipe {
  readonly kind: "logistic" | "gbm";
  readonly symbols: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly seed: number;
  readonly folds: number;
  readonly embargoBars: number;
  readonly horizonBars: number;
  /** Distance of the take-profit in distances of the stop. */
  readonly takeMultiple: number;
  /** Distance of the stop where the strategy sets none. */
  readonly stopAtr: number;
  readonly feeBps: number;
  readonly slippageBps: number;
  readonly validDays: number;
}

/** Out-of-sample figures of one evaluation. Fractions, log loss in nats; null where it can't be known. */
export interface ModelEvaluation {
  readonly samples: number;
  readonly paid: number;
  readonly logLoss: number;
  /** Of the base rate of each fold's training samples. */
  readonly baseLogLoss: number;
  readonly brier: number;
  readonly baseBrier: number;
  readonly auc: number;
  readonly calibrationError: number;
  /** Mean improvement of the log loss over blocks of time, in its standard errors. */
  readonly skillT: number;
  /** Folds whose log loss is below that of the base rate. */
  readonly foldsWon: number;
  readonly folds: number;
  /** Mean net return of all entries, and of those the model lets pass at `passAt`. */
  readonly meanReturn: number;
  readonly passedReturn: number | null;
  readonly passed: number;
  readonly passAt: number;
  /** Models of the same data and strategy that were evaluated, this one included. */
  readonly trials: number;
  readonly reliability: readonly { readonly meanSaid: number; readonly shareSeen: number; readonly count: number }[];
}

/** A model of the registry. */
export interface ModelRecord {
  readonly schema: "hedge.model/1";
  readonly id: string;
  readonly core: ModelCore;
  readonly recipe: ModelRecipe;
  readonly learned: {
    readonly rows: number;
    readonly paid: number;
    /** Features that were left out, with the share of rows in which they were known. */
    readonly leftOut: readonly { readonly feature: string; readonly known: number }[];
    /** Share of all gain (trees) or |weight| (regression), by feature of the core. */
    readonly importance: readonly number[];
  };
  readonly hashes: {
    readonly model: string;
    readonly data: string;
    readonly features: string;
    readonly featureCode: string;
    readonly code: string;
    readonly config: string;
    readonly onnx: string;
  };
  /** Null until `hedge ml evaluate`. */
  readonly evaluation: ModelEvaluation | null;
  /** SHA-256 of all above. */
  readonly seal: string;
}
