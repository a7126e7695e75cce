type ConfigProblemCode =
  | "missing_file"
  | "unknown_file"
  | "invalid_json"
  | "duplicate_key"
  | "forbidden_key"
  | "unknown_key"
  | "missing_key"
  | "wrong_type"
  | "wrong_unit"
  | "out_of_range"
  | "not_allowed"
  | "unknown_reference"
  | "contradiction"
  | "unknown_override";

/** Why the configuration can't be used: which file, which path, what stands there, what may stand there, what to do. */
export interface ConfigProblem {
  readonly code: ConfigProblemCode;
  /** `risk_limits.json`, `.env`, `environment` or `flag`: where the value came from. */
  readonly file: string;
  /** Dotted path below the file, `global.max_trade_nav_pct`; empty for the file as a whole. */
  readonly path: string;
  readonly value: unknown;
  /** What may stand there, in words; null where the question makes no sense. */
  readonly allowed: string | null;
  readonly message: string;
  readonly fix: string | null;
}
