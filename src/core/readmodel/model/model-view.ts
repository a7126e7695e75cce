import type { ModelEvaluation, ModelRecord } from "../../domain/meta-model.js";
import type { ModelPrediction } from "../../domain/meta-signal.js";
import type { ModelCheck } from "../../domain/model-verdict.js";
import type { ReliabilityBand } from "../../quant/ml/score-metrics.js";

/** The model of the configuration that holds, without its trees. */
export interface ModelInUse {
  readonly id: string;
  readonly strategy: string;
  readonly kind: "logistic" | "gbm";
  readonly learnedUntil: string;
  readonly validUntil: string;
  readonly rows: number;
  readonly hashes: ModelRecord["hashes"];
  readonly evaluation: ModelEvaluation | null;
  readonly checks: readonly ModelCheck[];
  /** Those it looks at most first. Fractions. */
  readonly features: readonly { readonly name: string; readonly importance: number }[];
}

/** What a model said of one entry, and what became of it. */
export interface PredictionRow extends ModelPrediction {
  readonly at: string;
  /** vetoed: by the model. refused: let pass, and ended by a later stage. sent: an order was intended. */
  readonly did: "vetoed" | "refused" | "sent";
  /** What ended it: figure and limit of the model, or the later stage's reason; null where it was sent. */
  readonly why: string | null;
  /** Result after fees and funding in quote currency, once the position is closed; null before, and without one. */
  readonly net: number | null;
}

/** What came of entries that the model let pass and whose positions are closed, beside what its evaluation promised. */
export interface LiveCalibration {
  readonly closed: number;
  readonly paid: number;
  readonly meanSaid: number | null;
  readonly brier: number | null;
  /** Of the evaluation; null where it is not known. */
  readonly promisedBrier: number | null;
  readonly bands: readonly ReliabilityBand[];
}

/** The model of a session, now. */
export interface MlView {
  /** Null where none is switched on, or the line of the journal that holds it is packed away. */
  readonly model: ModelInUse | null;
  readonly drift: { readonly at: string; readonly psi: number | null } | null;
  readonly counts: { readonly asked: number; readonly vetoed: number; readonly refused: number; readonly sent: number };
  /** Newest first, a bounded number of them. */
  readonly predictions: readonly PredictionRow[];
  readonly live: LiveCalibration;
}
