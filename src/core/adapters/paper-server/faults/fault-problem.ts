type FaultProblemCode =
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
  | "contradiction";

/** Why a fault script can't be used: where, what stands there, what may stand there, what to do. */
export interface FaultProblem {
  readonly code: FaultProblemCode;
  /** Dotted path in the file, `rules.2.do.wall_ms`; empty for the file as a whole. */
  readonly path: string;
  /** From 1; of the value, or of the object that lacks it. */
  readonly line: number;
  readonly column: number;
  readonly value: unknown;
  /** What may stand there, in words; null where the question makes no sense. */
  readonly allowed: string | null;
  readonly message: string;
  readonly fix: string | null;
}

/** A problem before its place in the text is looked up. */
export type UnplacedProblem = Omit<FaultProblem, "line" | "column">;

/** `3:14 rules.0.do.wall_ms is missing. Add "wall_ms": a whole number ≥ 1.` */
export function faultProblemText({ line, column, path, message, fix }: FaultProblem): string {
  const what = path === "" ? message : `${path} ${message}`;
  return `${line}:${column} ${what}.${fix === null ? "" : ` ${fix}`}`;
}
