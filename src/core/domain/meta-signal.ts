/** What a model said of one entry, with what it saw: kept in the journal. */
export interface ModelPrediction {
  readonly model: string;
  readonly strategy: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  /** Null where it could not say. */
  readonly probability: number | null;
  /** Factor on the size; null where it ended the entry. */
  readonly scale: number | null;
  /** Largest population stability index of its features; null before enough bars were seen. */
  readonly drift: number | null;
  /** By name, null where not known. */
  readonly features: Readonly<Record<string, number | null>>;
}

/** What a model is asked about one entry: nothing but figures of the closed bar. */
export interface MetaQuestion {
  readonly strategy: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly strength: number;
  readonly horizonBars: number;
  readonly features: Readonly<Record<string, number>>;
}
