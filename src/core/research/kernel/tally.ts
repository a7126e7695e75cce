/** What a kernel adds up while it runs over the bars of one combination. */
export interface Tally {
  /** Bars with a return. */
  bars: number;
  nav: number;
  /** 1 / nav: one division a bar serves the return that follows and the exposure. */
  inverse: number;
  sum: number;
  squares: number;
  /** Σ of squared returns below 0. */
  downside: number;
  peak: number;
  maxDrawdown: number;
  trades: number;
  wins: number;
  gains: number;
  losses: number;
  fees: number;
  /** What was received in all; negative when it was paid. */
  funding: number;
  tradedUsd: number;
  /** Σ |notional at mark| / NAV over bars. */
  exposure: number;
  /** Bars in which anything was held, by whatever number of positions. */
  heldBars: number;
  /** Σ over positions, ended or not, of the bars that each was held; a pair is one position. */
  positionBars: number;
}

export function createTally(navStart: number): Tally {
  return {
    ...{
      bars: 0,
      nav: navStart,
      inverse: 1 / navStart,
      sum: 0,
      squares: 0,
      downside: 0,
      peak: navStart,
      maxDrawdown: 0,
    },
    ...{ trades: 0, wins: 0, gains: 0, losses: 0, fees: 0, funding: 0, tradedUsd: 0, exposure: 0, heldBars: 0 },
    positionBars: 0,
  };
}

/** What is held at the close of a bar. */
export interface Holding {
  readonly grossUsd: number;
  readonly positions: number;
}

/** Takes the NAV at the close of one bar, in this order of operations: kernels that must agree bit by bit repeat it. */
export function tallyBar(tally: Tally, nav: number, { grossUsd, positions }: Holding): void {
  const change = (nav - tally.nav) * tally.inverse;
  tally.bars += 1;
  tally.nav = nav;
  tally.inverse = 1 / nav;
  tally.sum += change;
  tally.squares += change * change;
  if (change < 0) tally.downside += change * change;
  if (nav > tally.peak) tally.peak = nav;
  const drawdown = 1 - nav / tally.peak;
  if (drawdown > tally.maxDrawdown) tally.maxDrawdown = drawdown;
  tally.exposure += grossUsd * tally.inverse;
  if (grossUsd !== 0) tally.heldBars += 1;
  tally.positionBars += positions;
}

/**
 * Bars that a position is held on average: those of all positions over the round trips that ended, which allows for what is
 * still open (bars over positions would count a position that is cut off as one that ended). Where none ended, all of them.
 */
export function meanHoldingBars(tallies: readonly Pick<Tally, "trades" | "positionBars">[]): number {
  let [held, ended] = [0, 0];
  for (const { trades, positionBars } of tallies) {
    held += positionBars;
    ended += trades;
  }
  return held / Math.max(1, ended);
}

/** Takes a round trip that is over. */
export function tallyTrade(tally: Tally, profit: number): void {
  tally.trades += 1;
  if (profit > 0) {
    tally.wins += 1;
    tally.gains += profit;
  } else tally.losses -= profit;
}
