/** Bars that several accounts have: instants, and the return of each account from one to the next. */
export interface CommonBars {
  /** Closes; the first is where all begin. */
  readonly atMs: readonly number[];
  /** One fewer than instants, for each account. */
  readonly returns: readonly Float64Array[];
}

interface Account {
  readonly atMs: Float64Array;
  readonly nav: Float64Array;
}

/** Instants at which every account has a NAV, and what each made between them, whatever bars it has in between. */
export function commonBars(accounts: readonly Account[]): CommonBars {
  const navs = accounts.map(({ atMs, nav }) => new Map(Array.from(atMs, (at, row) => [at, nav[row] ?? Number.NaN])));
  const [first] = accounts;
  const atMs = Array.from(first?.atMs ?? []).filter((at) => navs.every((of) => of.has(at)));
  const returns = navs.map((of) =>
    Float64Array.from({ length: Math.max(0, atMs.length - 1) }, (_, row) => {
      const [before, after] = [of.get(atMs[row] ?? Number.NaN), of.get(atMs[row + 1] ?? Number.NaN)];
      return (after ?? Number.NaN) / (before ?? Number.NaN) - 1;
    }),
  );
  return { atMs, returns };
}
