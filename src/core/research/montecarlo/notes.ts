/** What a reader of resampled paths must know and the figures don't say. */
export interface MonteCarloContext {
  /** The run is the best row of a sweep. */
  readonly sweepWinner: boolean;
  /** Length of a path. */
  readonly days: number;
  /** Bars of the run, and the mean block. */
  readonly bars: number;
  readonly meanBlockBars: number;
}

/** Sentences for the reader, none where nothing needs saying. */
export function monteCarloNotes({ sweepWinner, days, bars, meanBlockBars }: MonteCarloContext): readonly string[] {
  const blocks = bars / meanBlockBars;
  return [
    ...(sweepWinner ? ["Monte Carlo of a sweep's best row ignores selection: see its deflated Sharpe ratio."] : []),
    ...(days < 90 ? [`No Sharpe ratio: ${days.toFixed(1)} days are fewer than 90.`] : []),
    ...(blocks < 10 ? [`A path has ${blocks.toFixed(1)} blocks on average: few ways to differ from the run.`] : []),
  ];
}
