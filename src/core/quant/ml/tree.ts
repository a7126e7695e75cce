/**
 * A binary tree in columns; node 0 is its root. A row goes left where its feature is at most the threshold.
 *
 * Shape: all of one length. A leaf has `left` and `right` −1 and says `value`, a part of the log-odds.
 * Thresholds and values are exact as 32-bit floats, so that every runtime takes the same branch.
 */
export interface Tree {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly value: readonly number[];
}

/** What the tree says of the row that begins at `from` of `values`. A NaN goes right: refuse it before. */
export function readTree(tree: Tree, values: ArrayLike<number>, from = 0): number {
  let node = 0;
  for (let depth = 0; depth <= tree.left.length; depth++) {
    const left = tree.left[node] ?? -1;
    if (left < 0) return tree.value[node] ?? Number.NaN;
    const goesLeft = (values[from + (tree.feature[node] ?? 0)] ?? Number.NaN) <= (tree.threshold[node] ?? Number.NaN);
    node = goesLeft ? left : (tree.right[node] ?? -1);
  }
  return Number.NaN;
}
