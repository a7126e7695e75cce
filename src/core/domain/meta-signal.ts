/** What a model is asked about one entry: nothing but figures of the closed bar. */
export interface MetaQuestion {
  readonly strategy: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly strength: number;
  readonly horizonBars: number;
  readonly features: Readonly<Record<string, number>>;
}
