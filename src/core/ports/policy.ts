/**
 * A policy of reinforcement learning: which of a few actions to take in a state. Pure: the same state has the same answer, so
 * that what it did can be told again.
 */
export interface ActionPolicy<Action> {
  readonly id: string;
  readonly actions: readonly Action[];
  /** Shape: state: one figure a feature; NaN where not known, which must be answered by the first action: doing nothing. */
  choose(state: ArrayLike<number>): Action;
}
