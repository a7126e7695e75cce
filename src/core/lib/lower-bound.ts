/** Index of the first value that is not below the bound; values rise. */
export function lowerBound(values: Float64Array, bound: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? NaN) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
